import { zipSync } from 'fflate';
import { ApiSession } from '../support/api-session.js';
import { type Product, hasBuild, startProduct } from '../support/product.js';

const when = hasBuild() ? describe : describe.skip;
const MB = 1024 * 1024;

/** A small docx that would unpack to 300 MB. */
const makeBomb = (): Uint8Array =>
  zipSync(
    { 'word/document.xml': new Uint8Array(300 * MB), '[Content_Types].xml': new Uint8Array(10) },
    { level: 9 },
  );

when(`hostile files and requests${hasBuild() ? '' : ' (skipped: not built, run npm run build)'}`, () => {
  let product: Product;
  let owner: ApiSession;
  let spaceId: string;

  let bomb: Uint8Array;

  beforeAll(async () => {
    bomb = makeBomb(); // before anything connects: it holds this process for seconds
    product = await startProduct();
    owner = await ApiSession.asOwner(product.url, product.token!);
    spaceId = await owner.addSpace('Hostile');
    await owner.settled(
      await owner.drop(spaceId, { 'fridge.md': '# Fridge\n\nThe fridge is cleaned every Friday.\n' }),
    );
  }, 180_000);
  afterAll(() => product?.stop());

  it('ends each as a failed document with a reason while asking goes on', async () => {
    const encrypted = Buffer.concat([
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      Buffer.alloc(8192),
      Buffer.from('EncryptedPackage', 'utf16le'),
    ]);
    const uploadId = await owner.drop(spaceId, {
      'bomb.docx': bomb,
      'locked.docx': encrypted,
      'cut.pdf': Buffer.from(
        '%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pa',
      ),
      '../../x.md': '# escape\n',
    });
    const settled = owner.settled(uploadId, { timeoutMs: 300_000 });
    const { answer } = await owner.ask('When is the fridge cleaned?');
    expect(JSON.stringify(answer.blocks)).toContain('Friday');
    const { files } = await settled;
    expect(files).toHaveLength(4);
    for (const file of files) {
      expect(file.state).toBe('failed');
      expect(file.failure.code).toMatch(/^[a-z-]+$/);
      expect(file.failure.reason.length).toBeGreaterThan(20);
    }
  }, 400_000);

  it('answers a 300 MB text with a reason and lives on', async () => {
    const { id } = await owner.ok('POST', `/spaces/${spaceId}/uploads`, { files: 1 });
    const { status, body } = await owner.upload(id, 'huge.txt', new Uint8Array(300 * MB).fill(97));
    if (status < 300) {
      const { files } = await owner.settled(id, { timeoutMs: 300_000 });
      expect(files[0]).toMatchObject({ state: 'failed', failure: { code: 'too-large' } });
    } else expect({ status, code: body.code }).toEqual({ status: 413, code: 'too-large' });
    const upload = await owner.ok('GET', `/uploads/${id}`);
    expect(upload.files).toEqual([
      expect.objectContaining({ state: 'failed', failure: expect.objectContaining({ code: 'too-large' }) }),
    ]);
    expect((await owner.ask('When is the fridge cleaned?')).answer.finishReason).toBe('complete');
  }, 400_000);

  it('refuses a foreign Host and a foreign Origin', async () => {
    const { status, body } = await foreignHost(product.url);
    expect({ status, code: body.code }).toEqual({ status: 421, code: 'host-not-allowed' });
    const crossed = await owner.request('POST', '/spaces', { name: 'x' }, { Origin: 'https://evil.example' });
    expect(crossed.status).toBe(403);
    const withoutToken = await fetch(`${product.url}/api/v1/session`, {
      method: 'DELETE',
      headers: { Origin: 'null' },
    });
    expect(withoutToken.status).toBeGreaterThanOrEqual(400);
  });

  it('ends after Stop and keeps what was said', async () => {
    const stream = owner.stream('/answers', { question: 'When is the fridge cleaned?' });
    const first = await stream.next();
    const { answerId } = first.value!.data;
    await owner.request('POST', `/answers/${answerId}/stop`);
    const events: string[] = [];
    for await (const { event } of stream) events.push(event);
    expect(events.at(-1)).toBe('answer-end'); // told once it is kept, so nothing is waited for here
    const kept = await owner.ok('GET', `/answers/${answerId}`);
    expect(kept.state).toBe('finished');
    expect(['stopped', 'complete']).toContain(kept.finishReason);
  });
});

async function foreignHost(url: string): Promise<{ status: number; body: { code?: string } }> {
  const http = await import('node:http');
  return new Promise((resolve, reject) => {
    const request = http.get(`${url}/api/v1/setup`, { headers: { Host: 'evil.example' } }, (response) => {
      let text = '';
      response.on('data', (data) => (text += data));
      response.on('end', () => resolve({ status: response.statusCode!, body: JSON.parse(text || '{}') }));
    });
    request.on('error', reject);
  });
}
