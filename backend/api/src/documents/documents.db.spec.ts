import type { Agent } from 'supertest';
import { type TestDocuments, openTestDocuments } from '../../../../test/support/test-documents.js';
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
