import fs from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import { type TestDocuments, openTestDocuments } from '../../../../../test/support/test-documents.js';
import { TEST_PASSWORD } from '../../../../../test/support/test-people.js';
import type { Actor } from '../../access/index.js';

const GB = 1024 ** 3;
const MB = 1024 ** 2;

let test: TestDocuments;
let olive: Actor;
let spaceId: string;
let documentId: string;

beforeAll(async () => {
  test = await openTestDocuments({ maxFileMb: 1 });
  const owner = await test.person('olive');
  olive = owner.actor;
  spaceId = await test.people.space(olive, 'Policies');
  documentId = (await test.drop(owner.agent, spaceId, { 'a.md': 'Words.\n' })).documents[0]!.id;
  await test.app.listen(0, '127.0.0.1');
});
afterAll(() => test.close());

interface Refusal {
  status: number;
  body: { code: string };
  /** Bytes of the body that the client could send before the answer came. */
  sentBytes: number;
  /** Resolves when the server has ended the connection. */
  closed: Promise<void>;
}

/** Sends the head and then the body, as fast as it goes, until the answer is there; goes on sending after that. */
async function stream(login: string, route: string, contentLength: number): Promise<Refusal> {
  const { port } = test.app.getHttpServer().address() as AddressInfo;
  const session = await fetch(`http://127.0.0.1:${port}/api/v1/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ login, password: TEST_PASSWORD }),
  });
  const cookie = session.headers.get('set-cookie')!.split(';')[0];
  const { csrfToken } = (await session.json()) as { csrfToken: string };
  const socket = net.connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(
    `POST /api/v1${route} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nCookie: ${cookie}\r\nX-CSRF-Token: ${csrfToken}\r\n` +
      `Content-Type: multipart/form-data; boundary=B\r\nContent-Length: ${contentLength}\r\n\r\n` +
      '--B\r\nContent-Disposition: form-data; name="file"; filename="big.txt"\r\n\r\n',
  );
  const piece = Buffer.alloc(64 * 1024, 97);
  let sentBytes = 0;
  const sending = setInterval(() => {
    if (!socket.writableNeedDrain) socket.write(piece, () => (sentBytes += piece.length));
  }, 1);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve())).finally(() =>
    clearInterval(sending),
  );
  const text = await new Promise<string>((resolve) => {
    let received = '';
    socket.on('data', (data) => {
      received += data.toString();
      if (/\r\n\r\n\{.*\}/s.test(received)) resolve(received);
    });
  });
  const status = Number(text.split(' ')[1]);
  return { status, body: JSON.parse(text.slice(text.indexOf('{'))) as { code: string }, sentBytes, closed };
}

const incoming = (): string[] => {
  const folder = path.join(test.configuration.settings.dataDir, 'incoming');
  return fs.existsSync(folder) ? fs.readdirSync(folder) : [];
};

it('refuses a reader and a stranger before the body is read, and ends the connection', async () => {
  const reader = await test.person('rita');
  await test.people.grant(spaceId, { person: reader.actor }, 'reader');
  await test.person('sam');
  for (const [login, status] of [
    ['rita', 403],
    ['sam', 404],
  ] as const) {
    const refusal = await stream(login, `/documents/${documentId}/versions`, GB);
    expect(refusal.status).toBe(status);
    expect(refusal.sentBytes).toBeLessThan(64 * MB);
    expect(incoming()).toEqual([]);
    await refusal.closed;
  }
});

it('refuses files of an upload whose person may no longer write there, and of one that is not theirs', async () => {
  const editor = await test.person('eddy');
  const grantId = await test.people.grant(spaceId, { person: editor.actor }, 'editor');
  const { body } = await editor.agent.post(`/api/v1/spaces/${spaceId}/uploads`).send({});
  await test.database.query(`update space_grant set role = 'reader' where id = $1`, [grantId]);
  expect(await stream('eddy', `/uploads/${body.id}/files`, GB)).toMatchObject({
    status: 403,
    body: { code: 'space-role-missing' },
  });
  expect((await stream('olive', `/uploads/${body.id}/files`, GB)).status).toBe(404);
  expect((await stream('olive', '/uploads/nonsense/files', GB)).status).toBe(404);
  expect(incoming()).toEqual([]);
});

it('refuses a declared length far past the limit unread, and stores nothing of one that is past it', async () => {
  const refusal = await stream('olive', `/documents/${documentId}/versions`, GB);
  expect(refusal).toMatchObject({ status: 413, body: { code: 'too-large' } });
  expect(incoming()).toEqual([]);
  const { agent } = await test.person('otto');
  const own = await test.people.space(olive, 'Other');
  await test.database.query(
    `insert into space_grant (id, space_id, person_id, role)
     select gen_random_uuid(), $1, id, 'editor' from person where login = 'otto'`,
    [own],
  );
  const write = fs.promises.open;
  const written: number[] = [];
  fs.promises.open = (async (...args: Parameters<typeof write>) => {
    const file = await write(...args);
    const writeFile = file.writeFile.bind(file);
    file.writeFile = (async (piece: Buffer) => {
      written.push(piece.length);
      return writeFile(piece);
    }) as never;
    return file;
  }) as never;
  const files = { 'big.txt': Buffer.alloc(4 * MB, 97), 'small.txt': 'Ten bytes.' };
  const { documents } = await test.drop(agent, own, files);
  fs.promises.open = write;
  expect(documents[0]!.failure).toMatchObject({ code: 'too-large' });
  expect(written).toEqual([10]);
});
