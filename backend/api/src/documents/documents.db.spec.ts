import fs from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import type { Agent } from 'supertest';
import { type TestDocuments, openTestDocuments } from '../../../../test/support/test-documents.js';
import { TEST_PASSWORD } from '../../../../test/support/test-people.js';
import type { Actor } from '../access/index.js';
import { lexemes } from './chunk-index/index.js';
import { ChunkIndex } from './chunk-index/chunk-index.js';

let test: TestDocuments;
let owner: { actor: Actor; agent: Agent };
let reader: { actor: Actor; agent: Agent };
let stranger: { actor: Actor; agent: Agent };
let spaceId: string;

beforeAll(async () => {
  test = await openTestDocuments({ maxFileMb: 1 });
  owner = await test.person('olive');
  reader = await test.person('rita');
  stranger = await test.person('sam');
  spaceId = await test.people.space(owner.actor, 'Policies', [[{ person: reader.actor }, 'reader']]);
});
afterAll(() => test.close());

const leave =
  '# Leave\n\nEvery employee has twenty-five days of leave.\n\n## Carry over\n\nFive days carry over.\n';

/** Ids of the documents in which this person's search finds a word. */
async function finds(actor: Actor, word: string): Promise<string[]> {
  const index = test.app.get(ChunkIndex, { strict: false });
  const hits = await index.lexical(actor, lexemes(word), {}, 20);
  const chunks = await index.read(
    actor,
    hits.map((hit) => hit.chunkId),
  );
  return [...new Set(chunks.map((chunk) => chunk.documentId))];
}

const get = async (who: { agent: Agent }, path: string) => who.agent.get(`/api/v1${path}`);

it('takes a file in, reads it, makes it searchable, lists and shows it', async () => {
  const { uploadId, documents } = await test.drop(owner.agent, spaceId, { 'leave.md': leave });
  const [document] = documents;
  expect(document).toMatchObject({
    title: 'leave',
    state: 'queued',
    fileName: 'leave.md',
    mediaType: 'text/markdown',
  });
  expect((await get(owner, `/uploads/${uploadId}`)).body).toMatchObject({
    state: 'working',
    done: 0,
    total: 1,
  });
  await test.settle();
  expect((await get(owner, `/uploads/${uploadId}`)).body).toMatchObject({
    state: 'done',
    done: 1,
    progress: 1,
    secondsLeft: 0,
  });
  const list = await get(reader, `/spaces/${spaceId}/documents`);
  expect(list.body.items).toEqual([
    expect.objectContaining({
      id: document!.id,
      state: 'ready',
      progress: 1,
      mayWrite: false,
      version: { id: document!.version.id, number: 1 },
    }),
  ]);
  expect(await finds(reader.actor, 'carry')).toEqual([document!.id]);
  const page = await get(reader, `/documents/${document!.id}/versions/${document!.version.id}/view`);
  expect(page.text).toContain('twenty-five days');
});

it('gives a stranger the same answer for what they may not see and for what does not exist', async () => {
  const [{ id, version_id: versionId }] = await test.database.query<{ id: string; version_id: string }>(
    `select id, live_version_id as version_id from document limit 1`,
  ) as [{ id: string; version_id: string }]; // prettier-ignore
  const nowhere = '0198a7b0-0000-7000-8000-000000000000';
  const calls = (document: string, version: string, space: string): [string, string, object?][] => [
    ['get', `/documents/${document}`],
    ['get', `/documents/${document}/versions`],
    ['get', `/documents/${document}/versions/${version}/view`],
    ['get', `/documents/${document}/versions/${version}/blocks`],
    ['get', `/documents/${document}/versions/${version}/original`],
    ['get', `/spaces/${space}/documents`],
    ['patch', `/documents/${document}`, { title: 'x' }],
    ['delete', `/documents/${document}`],
    ['post', `/documents/${document}/restore`],
    ['post', `/documents/${document}/retry`],
    ['post', `/spaces/${space}/uploads`, {}],
  ];
  const ask = async (agent: Agent, [method, path, body]: [string, string, object?]) => {
    const response = await agent[method as 'get'](`/api/v1${path}`).send(body);
    return {
      path: method + path.replace(/[0-9a-f-]{36}/g, 'ID'),
      status: response.status,
      code: response.body.code,
    };
  };
  for (const [i, call] of calls(id, versionId, spaceId).entries()) {
    const seen = await ask(stranger.agent, call);
    expect(seen).toEqual(await ask(stranger.agent, calls(nowhere, nowhere, nowhere)[i]!));
    expect(seen.status).toBe(404);
  }
  expect(await finds(stranger.actor, 'carry')).toEqual([]);
  expect((await get(stranger, '/documents/deleted')).body.items).toEqual([]);
  const changes = calls(id, versionId, spaceId).slice(6, 8);
  for (const change of changes) expect((await ask(reader.agent, change)).status).toBe(403);
});

it('does not read an unchanged file again, and makes a version of a changed one', async () => {
  const first = await test.drop(owner.agent, spaceId, { 'team/rota.md': '# Rota\n\nAlice is on call.\n' });
  await test.settle();
  const same = await test.drop(owner.agent, spaceId, { 'team/rota.md': '# Rota\n\nAlice is on call.\n' });
  expect(same.documents[0]).toMatchObject({
    id: first.documents[0]!.id,
    state: 'ready',
    version: { number: 1 },
  });
  expect((await get(owner, `/uploads/${same.uploadId}`)).body).toMatchObject({
    state: 'done',
    total: 1,
    done: 1,
  });
  const changed = await test.drop(owner.agent, spaceId, { 'team/rota.md': '# Rota\n\nBhavna is on call.\n' });
  const { id } = changed.documents[0]!;
  expect(id).toBe(first.documents[0]!.id);
  expect(await finds(reader.actor, 'Alice')).toEqual([id]); // the old version answers until the new one is read
  await test.settle();
  expect(await finds(reader.actor, 'Alice')).toEqual([]);
  expect(await finds(reader.actor, 'Bhavna')).toEqual([id]);
  const { items } = (await get(reader, `/documents/${id}/versions`)).body;
  expect(items.map((v: { number: number; isCurrent: boolean }) => [v.number, v.isCurrent])).toEqual([[2, true], [1, false]]); // prettier-ignore
  const old = await get(
    reader,
    `/documents/${id}/versions/${items[1].id}/view?from=1&to=1&start=0&end=5&locale=zh`,
  );
  expect(old.text).toContain('<mark id="hit">Alice</mark>');
  expect(old.text).toContain('这是被引用的第 1 版');
  const bytes = await get(reader, `/documents/${id}/versions/${items[1].id}/original`);
  expect(bytes.text).toBe('# Rota\n\nAlice is on call.\n');
});

it('replaces a document by its own route and keeps its title', async () => {
  const { documents } = await test.drop(owner.agent, spaceId, {
    'prices.csv': 'Item,Price\nPump,10\nValve,20\n',
  });
  await test.settle();
  const { id } = documents[0]!;
  await owner.agent.patch(`/api/v1/documents/${id}`).send({ title: 'Price list' });
  const path = `/api/v1/documents/${id}/versions`;
  const file = Buffer.from('Item,Price\nPump,11\nValve,21\nGasket,3\n');
  expect((await reader.agent.post(path).attach('file', file, 'prices-2.csv')).status).toBe(403);
  expect((await stranger.agent.post(path).attach('file', file, 'prices-2.csv')).status).toBe(404);
  const replaced = await owner.agent.post(path).attach('file', file, 'prices-2.csv');
  expect(replaced.body).toMatchObject({ id, title: 'Price list', state: 'queued', version: { number: 1 } });
  await test.settle();
  const now = (await get(owner, `/documents/${id}`)).body;
  expect(now).toMatchObject({ title: 'Price list', fileName: 'prices-2.csv', version: { number: 2 } });
  expect(await finds(reader.actor, 'gasket')).toEqual([id]);
  const broken = await owner.agent.post(path).attach('file', Buffer.from([0, 1, 2, 0]), 'prices-3.exe');
  await test.settle();
  expect((await get(owner, `/documents/${id}`)).body).toMatchObject({ state: 'failed', version: { number: 2 }, failure: { code: 'unsupported-format' } }); // prettier-ignore
  expect(broken.status).toBe(201);
  expect(await finds(reader.actor, 'gasket')).toEqual([id]);
});

it('makes a failed document with a reason of whatever cannot be taken', async () => {
  const { uploadId, documents } = await test.drop(owner.agent, spaceId, {
    '../../x.md': '# escape\n',
    'empty.md': '',
    'big.txt': Buffer.alloc(2 * 1024 * 1024, 97),
    'photo.heic': Buffer.from([1, 2, 3, 0, 0, 0]),
    'cut.pdf': '%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pa',
  });
  await test.settle();
  const { files, state, done } = (await get(owner, `/uploads/${uploadId}`)).body;
  expect({ state, done }).toEqual({ state: 'done', done: 5 });
  const shown = files.map((f: { fileName: string; failure: { code: string } }) => [
    f.fileName,
    f.failure.code,
  ]);
  expect(shown).toEqual([
    ['x.md', 'bad-name'],
    ['empty.md', 'empty'],
    ['big.txt', 'too-large'],
    ['photo.heic', 'unsupported-format'],
    ['cut.pdf', expect.stringMatching(/^(damaged|empty)$/)],
  ]);
  for (const { failure } of files) expect(failure.reason).toMatch(/.{30,}[.)]$/);
  const retry = (n: number) => owner.agent.post(`/api/v1/documents/${documents[n]!.id}/retry`);
  expect((await retry(0)).body.code).toBe('file-not-kept');
  expect((await retry(3)).body).toMatchObject({ state: 'queued', failure: null });
  await test.settle();
  expect((await get(owner, `/documents/${documents[3]!.id}`)).body.failure.code).toBe('unsupported-format');
  const view = await get(owner, `/documents/${documents[3]!.id}/versions/${documents[3]!.version.id}/view`);
  expect([view.status, view.body.code]).toEqual([409, 'document-failed']);
});

it('cuts off what is far too large and says what to do', async () => {
  const { body } = await owner.agent.post(`/api/v1/spaces/${spaceId}/uploads`).send({});
  const huge = await owner.agent
    .post(`/api/v1/uploads/${body.id}/files`)
    .attach('file', Buffer.alloc(9 * 1024 * 1024), 'huge.txt');
  expect([huge.status, huge.body.code]).toEqual([413, 'too-large']);
  expect(huge.body.detail).toContain('Split it');
  const none = await owner.agent.post(`/api/v1/uploads/${body.id}/files`).field('path', 'x');
  expect([none.status, none.body.code]).toEqual([400, 'invalid-request']);
});

it('lets rights follow a move at once, in lists, search and views', async () => {
  const closed = await test.people.space(owner.actor, 'Closed');
  const { documents } = await test.drop(owner.agent, spaceId, {
    'merger.md': '# Merger\n\nProject Heliotrope begins in May.\n',
  });
  await test.settle();
  const [{ id, version }] = documents as [(typeof documents)[0]];
  expect(await finds(reader.actor, 'heliotrope')).toEqual([id]);
  expect((await reader.agent.patch(`/api/v1/documents/${id}`).send({ spaceId: closed })).status).toBe(403);
  const strangers = await test.people.space(stranger.actor, 'Sam alone');
  expect((await owner.agent.patch(`/api/v1/documents/${id}`).send({ spaceId: strangers })).body.code).toBe(
    'space-not-found',
  );
  expect((await owner.agent.patch(`/api/v1/documents/${id}`).send({ spaceId: closed })).body).toMatchObject({ spaceId: closed, spaceName: 'Closed' }); // prettier-ignore
  expect(await finds(reader.actor, 'heliotrope')).toEqual([]);
  expect(await finds(owner.actor, 'heliotrope')).toEqual([id]);
  expect((await get(reader, `/documents/${id}/versions/${version.id}/view`)).status).toBe(404);
  expect(JSON.stringify((await get(reader, `/spaces/${spaceId}/documents`)).body)).not.toContain('merger');
});

it('deletes from the next query on, and undoes', async () => {
  const { documents } = await test.drop(owner.agent, spaceId, {
    'old.md': '# Old\n\nThe tangerine process is retired.\n',
  });
  await test.settle();
  const { id } = documents[0]!;
  expect((await reader.agent.delete(`/api/v1/documents/${id}`)).status).toBe(403);
  expect((await owner.agent.delete(`/api/v1/documents/${id}`)).status).toBe(204);
  expect(await finds(owner.actor, 'tangerine')).toEqual([]);
  expect((await get(owner, `/documents/${id}`)).status).toBe(404);
  const deleted = (await get(owner, '/documents/deleted')).body.items;
  expect(deleted).toEqual([expect.objectContaining({ id, deletedAt: expect.any(String) })]);
  expect((await get(reader, '/documents/deleted')).body.items).toEqual([]);
  expect((await reader.agent.post(`/api/v1/documents/${id}/restore`)).status).toBe(404);
  expect((await owner.agent.post(`/api/v1/documents/${id}/restore`)).body).toMatchObject({ id, deletedAt: null, state: 'ready' }); // prettier-ignore
  expect(await finds(reader.actor, 'tangerine')).toEqual([id]);
});

it('pages, sorts and filters a list', async () => {
  const space = await test.people.space(owner.actor, 'Many');
  await test.drop(owner.agent, space, {
    'b/two.md': '# 2\n\nTwo.\n',
    'a/one.md': '# 1\n\nOne one one.\n',
    'a/deep/three.md': '# 3\n\nThree.\n',
    '100%_x.md': '# 4\n\nFour.\n',
  });
  const list = async (query: string) => (await get(owner, `/spaces/${space}/documents?${query}`)).body;
  const titles = (page: { items: { title: string }[] }) => page.items.map(({ title }) => title);
  expect(titles(await list('sort=title'))).toEqual(['100%_x', 'one', 'three', 'two']);
  for (const sort of ['title', '-title', 'size', '-size', 'updated', '-updated']) {
    const seen: string[] = [];
    for (let cursor = ''; ;) {
      const page = await list(`sort=${sort}&limit=1${cursor && `&cursor=${cursor}`}`);
      seen.push(...titles(page));
      if (!page.nextCursor) break;
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(titles(await list(`sort=${sort}`)));
    expect(seen).toHaveLength(4);
  }
  expect(titles(await list('sort=title&folder=a'))).toEqual(['one', 'three']);
  expect(titles(await list(`query=${encodeURIComponent('%_')}`))).toEqual(['100%_x']);
  expect((await get(owner, `/spaces/${space}/documents?sort=colour`)).status).toBe(400);
});

it('cancels what has not been read, and lets it be restored', async () => {
  const { uploadId, documents } = await test.drop(owner.agent, spaceId, { 'c1.md': '# C1\n\nKumquat.\n', 'c2.md': '# C2\n\nPersimmon.\n' }); // prettier-ignore
  expect((await stranger.agent.delete(`/api/v1/uploads/${uploadId}`)).status).toBe(404);
  const cancelled = await owner.agent.delete(`/api/v1/uploads/${uploadId}`);
  expect(cancelled.body).toMatchObject({ state: 'cancelled', done: 2, secondsLeft: 0 });
  await test.settle();
  expect(await finds(owner.actor, 'kumquat')).toEqual([]);
  expect((await owner.agent.post(`/api/v1/uploads/${uploadId}/files`).attach('file', Buffer.from('x'), 'x.md')).body.code).toBe('upload-cancelled'); // prettier-ignore
  const { id } = documents[0]!;
  expect((await owner.agent.post(`/api/v1/documents/${id}/restore`)).body.state).toBe('cancelled');
  await owner.agent.post(`/api/v1/documents/${id}/retry`);
  await test.settle();
  expect(await finds(owner.actor, 'kumquat')).toEqual([id]);
});

it('gives the original by ranges, as an attachment that no browser guesses at', async () => {
  const { documents } = await test.drop(owner.agent, spaceId, { '年假 "v2".html': '<h1>Leave</h1><script>alert(1)</script><p>0123456789</p>' }); // prettier-ignore
  await test.settle();
  const [{ id, version }] = documents as [(typeof documents)[0]];
  const path = `/api/v1/documents/${id}/versions/${version.id}/original`;
  const whole = await reader.agent.get(path);
  expect(whole.headers).toMatchObject({
    'content-type': 'text/html',
    'x-content-type-options': 'nosniff',
    'accept-ranges': 'bytes',
    'content-disposition': `attachment; filename="__ _v2_.html"; filename*=UTF-8''%E5%B9%B4%E5%81%87%20%22v2%22.html`,
  });
  expect(whole.headers['content-security-policy']).toContain('sandbox');
  const part = await reader.agent.get(path).set('Range', 'bytes=4-8');
  expect([part.status, part.text, part.headers['content-range']]).toEqual([206, 'Leave', `bytes 4-8/${whole.text.length}`]); // prettier-ignore
  expect((await reader.agent.get(path).set('Range', 'bytes=99999-')).status).toBe(416);
});

it('shows hostile html as text in a page that can run and fetch nothing', async () => {
  const hostile =
    '# <img src=x onerror=alert(1)>\n\n`</style><script>alert(2)</script>` and [x](javascript:alert(3)) &lt;iframe&gt;\n';
  const { documents } = await test.drop(owner.agent, spaceId, { '<b>hostile</b>.md': hostile });
  await test.settle();
  const [{ id, version }] = documents as [(typeof documents)[0]];
  const page = await get(reader, `/documents/${id}/versions/${version.id}/view?theme=dark&from=0&to=1`);
  const csp = page.headers['content-security-policy']!;
  const nonce = /style-src 'nonce-([^']+)'/.exec(csp)![1]!;
  expect(csp.split('; ')).toEqual(expect.arrayContaining(['sandbox', "default-src 'none'"]));
  expect(csp).not.toContain('unsafe');
  const withoutStyle = page.text.replace(`<style nonce="${nonce}">`, '<style>');
  expect(withoutStyle).not.toMatch(/<(script|img|iframe|form|link|object|b)\b/i);
  expect(withoutStyle).not.toMatch(/\b(src|href|style|on\w+)\s*=\s*["']/i);
  expect(page.text).toContain('data-theme="dark"');
  expect(page.text).toContain('&lt;script&gt;alert(2)&lt;/script&gt;');
  expect(page.text.match(/id="hit"/g)).toHaveLength(1);
});

it('shows a part of a large sheet with links that need no session but keep the rights', async () => {
  const rows = Array.from({ length: 1500 }, (_, i) => `Item ${i},${i * 3},note ${i}`);
  const { documents } = await test.drop(owner.agent, spaceId, {
    'stock.csv': `Name,Count,Note\n${rows.join('\n')}\n`,
  });
  await test.settle();
  const [{ id, version }] = documents as [(typeof documents)[0]];
  const view = `/documents/${id}/versions/${version.id}`;
  const { blocks, total, highlights } = (await get(reader, `${view}/blocks?from=1000&to=1000&count=10`)).body;
  expect(total).toBe(1501);
  expect(blocks).toHaveLength(10);
  expect(highlights).toEqual([{ ordinal: 1000, start: 0, end: blocks.find((b: { ordinal: number }) => b.ordinal === 1000).text.length, anchor: { kind: 'cells', sheet: 'stock', range: 'A1001:C1001' } }]); // prettier-ignore
  const page = await get(reader, `${view}/view?from=1000&to=1000`);
  expect(page.text).toContain('<mark id="hit">Item 999</mark>');
  expect(page.text).toContain('<th scope="col">Count</th>');
  const links = [...page.text.matchAll(/href="([^"]+)"/g)].map((match) => match[1]!.replaceAll('&amp;', '&'));
  expect(links).toHaveLength(4); // earlier and later, above and below
  const bare = (await import('supertest')).default(test.app.getHttpServer());
  const earlier = await bare.get(links[0]!);
  expect(earlier.status).toBe(200);
  expect(earlier.text).toContain('Item 800');
  expect(
    (await bare.get(links[0]!.replace(/document-views\/.{20}/, 'document-views/aaaaaaaaaaaaaaaaaaaa')))
      .status,
  ).toBe(404);
  await test.database.query(`delete from space_grant where person_id = $1`, [reader.actor.personId]);
  expect((await bare.get(links[0]!)).status).toBe(404);
  await test.people.grant(spaceId, { person: reader.actor }, 'reader');
});

it('keeps nothing of an upload that breaks off', async () => {
  const { body } = await owner.agent.post(`/api/v1/spaces/${spaceId}/uploads`).send({});
  await test.app.listen(0, '127.0.0.1');
  const { port } = test.app.getHttpServer().address() as AddressInfo;
  const incoming = path.join(test.configuration.settings.dataDir, 'incoming');
  const login = { login: 'olive', password: TEST_PASSWORD };
  const session = await owner.agent.post('/api/v1/session').send(login);
  const cookie = session.headers['set-cookie']![0]!.split(';')[0];
  const { csrfToken } = session.body;
  owner.agent.set('X-CSRF-Token', csrfToken);
  const socket = net.connect(port, '127.0.0.1');
  const head = `POST /api/v1/uploads/${body.id}/files HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nCookie: ${cookie}\r\nX-CSRF-Token: ${csrfToken}\r\nContent-Type: multipart/form-data; boundary=B\r\nContent-Length: 500000\r\n\r\n`;
  socket.write(
    `${head}--B\r\nContent-Disposition: form-data; name="file"; filename="half.md"\r\n\r\n${'x'.repeat(100_000)}`,
  );
  const count = () => fs.readdirSync(incoming).length;
  const before = count();
  await eventually(() => count() > before);
  socket.destroy();
  await eventually(() => count() === 0);
  expect((await get(owner, `/uploads/${body.id}`)).body.files).toEqual([]);
});

async function eventually(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`never came true: ${holds}`);
}
