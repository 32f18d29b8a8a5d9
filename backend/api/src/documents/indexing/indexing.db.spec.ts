import fs from 'node:fs';
import path from 'node:path';
import { jest } from '@jest/globals';
import type { Agent } from 'supertest';
import { type TestDocuments, openTestDocuments } from '../../../../../test/support/test-documents.js';
import type { Actor } from '../../access/index.js';
import { ChunkIndex } from '../chunk-index/chunk-index.js';
import { lexemes } from '../chunk-index/index.js';
import { FileStore } from '../file-store/file-store.js';
import { SampleCompanyService } from '../sample-company/sample-company.service.js';
import { FolderImport } from '../uploads/folder-import.js';
import { UploadsService } from '../uploads/uploads.service.js';
import { DocumentParser } from './document-parser.js';
import { EmbedJob } from './embed.job.js';
import { IndexingRepository } from './indexing.repository.js';
import { IngestJob } from './ingest.job.js';
import { Purge } from './purge.js';
import { Recovery } from './recovery.js';
import { RetitleJob } from './retitle.job.js';

let test: TestDocuments;
let owner: { actor: Actor; agent: Agent };
let spaceId: string;
let ingest: IngestJob;
let embed: EmbedJob;
const { signal } = new AbortController();

beforeAll(async () => {
  test = await openTestDocuments();
  owner = await test.person('olive');
  spaceId = await test.people.space(owner.actor, 'Index');
  ingest = of(IngestJob);
  embed = of(EmbedJob);
});
afterAll(() => test.close());
afterEach(() => {
  jest.restoreAllMocks();
  test.gateway.away = false;
});

const of = <T>(type: abstract new (...args: never[]) => T): T =>
  test.app.get(type as never, { strict: false });

let count = 0;
const handbook = (paragraphs: number, seed = ++count): string =>
  Array.from({ length: paragraphs }, (_, i) => `## Part ${seed}.${i}\n\n${'Every word counts here. '.repeat(20)} (${seed}.${i})\n`).join('\n'); // prettier-ignore

/** Drops one file and gives its document and version. */
async function drop(content: string, name = `doc-${++count}.md`): Promise<{ id: string; versionId: string }> {
  const { documents } = await test.drop(owner.agent, spaceId, { [name]: content });
  const [row] = await test.database.query<{ id: string }>(
    `select id from document_version where document_id = $1 order by number desc limit 1`,
    [documents[0]!.id],
  );
  return { id: documents[0]!.id, versionId: row!.id };
}

async function stateOf(versionId: string): Promise<Record<string, unknown>> {
  const [row] = await test.database.query(
    `select v.state, v.progress, v.block_count, v.chunk_count, v.embedded_count, v.failure_code,
       (select count(*)::int from block b where b.version_id = v.id) as blocks,
       (select count(*)::int from chunk c where c.version_id = v.id) as chunks,
       (select count(*)::int from chunk c join document d on d.live_version_id = c.version_id and d.deleted_at is null
        where c.version_id = v.id and c.live) as live,
       (select count(*)::int from chunk c where c.version_id = v.id and c.live) as "inGraph",
       (select count(*)::int from chunk c where c.version_id = v.id and c.embedding is not null) as vectors
     from document_version v where v.id = $1`,
    [versionId],
  );
  return row!;
}

const whole = (chunks: number) => ({ state: 'ready', progress: 1, chunks, live: chunks, vectors: chunks, embedded_count: chunks }); // prettier-ignore

describe('after a kill at any step, doing it again', () => {
  const lostConnection = () => Object.assign(new Error('gone'), { code: '57P01' });
  const stages: [string, () => object, string][] = [
    ['blocks', () => of(IndexingRepository), 'addBlocks'],
    ['chunks', () => of(ChunkIndex), 'append'],
    ['lock', () => of(IndexingRepository), 'lockDocument'],
    ['read', () => of(IndexingRepository), 'markRead'],
    ['live', () => of(IndexingRepository), 'setLive'],
    ['job', () => test.queue, 'enqueue'],
  ];

  it.each(stages)('ends whole and once: %s', async (_stage, object, method) => {
    const { versionId } = await drop(handbook(12));
    const spy = jest.spyOn(object() as Record<string, () => Promise<void>>, method);
    spy.mockRejectedValueOnce(lostConnection());
    await expect(ingest.run({ versionId }, signal)).rejects.toThrow('gone');
    expect(await stateOf(versionId)).toMatchObject({ state: 'parsing', live: 0 });
    spy.mockRestore();
    await test.settle();
    const state = await stateOf(versionId);
    expect(state).toMatchObject(whole(state['chunk_count'] as number));
    expect(state['blocks']).toBe(24);
    expect(state['block_count']).toBe(24);
  });

  it('goes on with vectors where it stood', async () => {
    const { versionId } = await drop(handbook(90));
    await ingest.run({ versionId }, signal);
    const write = of(ChunkIndex).setVectors.bind(of(ChunkIndex));
    const setVectors = jest.spyOn(of(ChunkIndex), 'setVectors');
    setVectors.mockImplementationOnce(write).mockRejectedValueOnce(lostConnection());
    await expect(embed.run({ versionId }, signal)).rejects.toThrow('gone');
    setVectors.mockRestore();
    const half = await stateOf(versionId);
    expect(half).toMatchObject({ state: 'words-ready', vectors: 32 });
    const before = test.gateway.embedded.length;
    await embed.run({ versionId }, signal);
    const state = await stateOf(versionId);
    expect(state).toMatchObject(whole(state['chunk_count'] as number));
    expect(test.gateway.embedded.length - before).toBe((state['chunk_count'] as number) - 32);
  });
});

it('uses the vectors of the same text again, and gives every other chunk one, whatever its language', async () => {
  const part = handbook(6);
  const first = await drop(part, 'same-name.md');
  await test.settle();
  const before = test.gateway.embedded.length;
  const second = await drop(`${part}\n## 休假\n\n每位员工每年享有二十五天带薪休假，未用完的假期可以顺延五天到下一年度使用。\n`, 'same-name.md'); // prettier-ignore
  expect(second.id).toBe(first.id);
  await test.settle();
  const state = await stateOf(second.versionId);
  const chunks = state['chunk_count'] as number;
  expect(state).toMatchObject({ state: 'ready', live: chunks, vectors: chunks, embedded_count: chunks });
  expect(test.gateway.embedded.length - before).toBeLessThan(chunks);
  expect(await stateOf(first.versionId)).toMatchObject({ live: 0, inGraph: 0 });
});

it('reads the same bytes once, also in another space', async () => {
  const content = handbook(5);
  await drop(content, 'shared.md');
  await test.settle();
  const parse = jest.spyOn(of(DocumentParser), 'parse');
  const other = await test.people.space(owner.actor, 'Other');
  const { documents } = await test.drop(owner.agent, other, { 'shared.md': content });
  await test.settle();
  expect(parse).not.toHaveBeenCalled();
  expect(await stateOf(documents[0]!.version.id)).toMatchObject({
    state: 'ready',
    blocks: 10,
    block_count: 10,
  });
});

it('waits for a model that is away, while words answer already', async () => {
  test.gateway.away = true;
  const { versionId } = await drop(handbook(3));
  await ingest.run({ versionId }, signal);
  await embed.run({ versionId }, signal);
  expect(await stateOf(versionId)).toMatchObject({ state: 'words-ready', live: 3, vectors: 0 });
  test.gateway.away = false;
  await embed.run({ versionId }, signal);
  expect(await stateOf(versionId)).toMatchObject(whole(3));
});

it('does nothing for a document that was deleted or cancelled meanwhile', async () => {
  const { id, versionId } = await drop(handbook(4));
  const follow = jest.spyOn(of(IndexingRepository), 'lockDocument');
  follow.mockImplementationOnce(async (version) => {
    await owner.agent.delete(`/api/v1/documents/${id}`);
    follow.mockRestore();
    return of(IndexingRepository).lockDocument(version);
  });
  await test.database.detached(() => ingest.run({ versionId }, signal));
  expect(await stateOf(versionId)).toMatchObject({ live: 0, chunks: 0 });
  await owner.agent.post(`/api/v1/documents/${id}/restore`);
  await test.settle();
  expect(await stateOf(versionId)).toMatchObject({ state: 'ready', live: 4 });
});

it('lets an older version that ends later not take over', async () => {
  const first = await drop(handbook(2), 'race.md');
  const second = await drop(handbook(3), 'race.md');
  await ingest.run({ versionId: second.versionId }, signal);
  await ingest.run({ versionId: first.versionId }, signal);
  expect(await stateOf(first.versionId)).toMatchObject({ state: 'ready', live: 0, inGraph: 0, blocks: 4 });
  expect(await stateOf(second.versionId)).toMatchObject({ state: 'words-ready', live: 3 });
  await test.settle();
});

it('answers from a new version also when the old one cannot be retired, which is made up for at night', async () => {
  const first = await drop(handbook(2), 'stays.md');
  await test.settle();
  const retire = jest.spyOn(of(ChunkIndex), 'retire').mockRejectedValueOnce(new Error('gone'));
  const second = await drop(handbook(3), 'stays.md');
  await test.settle();
  retire.mockRestore();
  expect(await stateOf(second.versionId)).toMatchObject(whole(3));
  expect(await stateOf(first.versionId)).toMatchObject({ live: 0, inGraph: 2 });
  await of(Purge).run();
  expect(await stateOf(first.versionId)).toMatchObject({ live: 0, inGraph: 0, chunks: 2 });
  expect(await stateOf(second.versionId)).toMatchObject(whole(3));
});

it('lets the title that a document gets be found', async () => {
  const { id, versionId } = await drop(handbook(5));
  await test.settle();
  await owner.agent.patch(`/api/v1/documents/${id}`).send({ title: 'Zeppelin manual' });
  const job = of(RetitleJob);
  await job.run({ documentId: id });
  expect(await stateOf(versionId)).toMatchObject({
    state: 'words-ready',
    live: 5,
    vectors: 0,
    chunk_count: 5,
  });
  await test.settle();
  expect(await stateOf(versionId)).toMatchObject(whole(5));
  const index = of(ChunkIndex);
  const hits = await index.lexical(owner.actor, lexemes('zeppelin'), {}, 10);
  const [found] = await index.read(owner.actor, hits.map((hit) => hit.chunkId)); // prettier-ignore
  expect(found).toMatchObject({ documentId: id, title: 'Zeppelin manual', heading: expect.stringMatching(/^Zeppelin manual > /) }); // prettier-ignore
  await owner.agent.delete(`/api/v1/documents/${id}`);
  await job.run({ documentId: id });
  expect(await stateOf(versionId)).toMatchObject({ live: 0 });
  await owner.agent.post(`/api/v1/documents/${id}/restore`);
});

it('makes a failure of the document its own', async () => {
  const { versionId } = await drop(handbook(2));
  jest.spyOn(of(ChunkIndex), 'append').mockRejectedValueOnce(new Error('a bug'));
  await ingest.run({ versionId }, signal);
  expect(await stateOf(versionId)).toMatchObject({
    state: 'failed',
    failure_code: 'internal',
    blocks: 0,
    chunks: 0,
  });
});

it('takes up versions that no job remembers, once', async () => {
  const { versionId } = await drop(handbook(2));
  await test.database.query(`delete from pgboss.job where name like 'documents.%'`);
  const recovery = of(Recovery);
  expect(await recovery.run()).toBe(1);
  expect(await recovery.run()).toBe(0);
  const jobs = await test.queue.unfinished('documents.ingest');
  expect(jobs).toEqual([{ versionId }]);
  await test.settle();
});

it('gives vectors anew after another embedder was chosen', async () => {
  const { versionId } = await drop(handbook(2));
  await test.settle();
  await test.database.query(`update chunk set embedding_model = 'older' where version_id = $1`, [versionId]);
  await of(Recovery).run();
  expect(await stateOf(versionId)).toMatchObject({ state: 'words-ready', live: 2 });
  await test.settle();
  expect(await stateOf(versionId)).toMatchObject(whole(2));
});

it('removes for good what was deleted long ago, with its bytes', async () => {
  const content = handbook(2);
  const kept = await drop(content, 'kept.md');
  const gone = await drop(handbook(3), 'gone.md');
  await test.settle();
  await owner.agent.delete(`/api/v1/documents/${gone.id}`);
  const hashes = () => test.database.query<{ id: string; hash: string }>(`select id, content_hash as hash from document_version`); // prettier-ignore
  const hashOf = new Map((await hashes()).map(({ id, hash }) => [id, hash]));
  const files = of(FileStore);
  const purge = of(Purge);
  expect((await purge.run()).documents).toBe(0);
  const later = new Date(Date.now() + 31 * 86_400_000);
  expect(await purge.run(later)).toMatchObject({ documents: 1 });
  expect((await hashes()).some(({ id }) => id === gone.versionId)).toBe(false);
  await expect(files.localPath(hashOf.get(gone.versionId)!)).rejects.toThrow('ENOENT');
  await expect(files.localPath(hashOf.get(kept.versionId)!)).resolves.toContain(hashOf.get(kept.versionId)!);
  const audit = await test.database.query(`select 1 from audit_event where action = 'document.purge' and object_id = $1`, [gone.id]); // prettier-ignore
  expect(audit).toHaveLength(1);
});

it('imports a folder as an upload, with its folders and without hidden files', async () => {
  const folder = path.join(test.configuration.settings.dataDir, 'to-import');
  fs.mkdirSync(path.join(folder, 'deep', '.git'), { recursive: true });
  fs.writeFileSync(path.join(folder, 'a.md'), '# A\n\nAlpha.\n');
  fs.writeFileSync(path.join(folder, 'deep', 'b.txt'), 'Beta.\n');
  fs.writeFileSync(path.join(folder, 'deep', '.git', 'config.md'), 'hidden');
  fs.symlinkSync('/etc/hostname', path.join(folder, 'link.txt'));
  const id = await of(FolderImport).importFolder(owner.actor, spaceId, folder);
  await test.settle();
  const { files, state } = await of(UploadsService).get(owner.actor, id);
  expect(state).toBe('done');
  expect(files.map((file) => [file.folder, file.fileName, file.state])).toEqual([
    ['', 'a.md', 'ready'],
    ['deep', 'b.txt', 'ready'],
  ]);
});

describe('sample company', () => {
  const folder = (): string => {
    const made = path.join(test.configuration.settings.dataDir, 'company');
    fs.mkdirSync(path.join(made, 'board'), { recursive: true });
    fs.writeFileSync(path.join(made, 'handbook.md'), '# Handbook\n\nWelcome.\n');
    fs.writeFileSync(path.join(made, 'board', 'budget.csv'), 'Item,Cost\nRent,10\n');
    const spaces = [
      { key: 'all', readers: 'everyone', documents: [{ file: 'handbook.md', title: 'Employee handbook' }] },
      { key: 'board', readers: 'restricted', documents: [{ file: 'board/budget.csv' }] },
    ].map((space) => ({
      ...space,
      name: { en: `Sample ${space.key}`, zh: `示例 ${space.key}` },
      description: 'Sample.',
    }));
    fs.writeFileSync(path.join(made, 'company.json'), JSON.stringify({ name: 'Sample', spaces }));
    return made;
  };
  const state = async () => (await test.database.query(`select value from setting where key = 'sample-company'`))[0]?.['value']; // prettier-ignore

  it('makes its spaces for their readers, once, and says when it is loaded', async () => {
    const service = of(SampleCompanyService);
    expect(await service.choose(owner.actor, false)).toEqual({ uploadIds: [] });
    expect(await state()).toBe('declined');
    const { uploadIds } = await service.choose(owner.actor, true, folder());
    expect(uploadIds).toHaveLength(2);
    expect(await state()).toBe('loading');
    expect(await service.choose(owner.actor, true, folder())).toEqual({ uploadIds });
    await test.settle();
    expect(await state()).toBe('loaded');
    const colleague = await test.people.add();
    const seen = await test.database.query(
      `select d.title, s.name from document d join space s on s.id = d.space_id
       where exists (select 1 from space_right r where r.space_id = s.id and r.person_id = $1) and s.name like 'Sample%'`,
      [colleague.personId],
    );
    expect(seen).toEqual([{ title: 'Employee handbook', name: 'Sample all' }]);
  });

  it('is for the owners of the company to load', async () => {
    const response = await owner.agent.post('/api/v1/setup/sample-company').send({ load: true });
    expect(response.status).toBe(403); // a member
  });
});
