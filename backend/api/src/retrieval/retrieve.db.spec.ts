import { type TestDatabase, openTestDatabase } from '../../../../test/support/test-database.js';
import type { AccessService, Actor } from '../access/index.js';
import { PgvectorChunkIndex } from '../documents/index.js';
import { type GenerateEvent, type GeneratorInfo, ModelGateway } from '../models/index.js';
import { Problem, newId } from '../platform/index.js';
import { type RetrievalQuery, Retrieval } from './retrieve.js';
import { SearchArms } from './search-arms.js';

const MODEL = 'fake';

/** Vectors whose directions are the words of a text; knows some words that mean the same. */
class FakeGateway extends ModelGateway {
  away = false;
  silent = false;
  asked: string[] = [];
  readonly embedder = {
    id: MODEL,
    vectorsId: MODEL,
    dimensions: 384,
    reads: (text: string) => !/\p{Script=Han}/u.test(text),
  };

  async embed(texts: readonly string[]): Promise<Float32Array[]> {
    if (this.silent) await new Promise(() => undefined);
    if (this.away) throw new Problem(503, 'model-restarting', 'away');
    this.asked.push(...texts);
    return texts.map(vectorOf);
  }

  async embedQuery(text: string): Promise<Float32Array> {
    return (await this.embed([text]))[0]!;
  }

  generator(): Promise<GeneratorInfo> {
    throw new Error('not asked');
  }

  generate(): AsyncIterable<GenerateEvent> {
    throw new Error('not asked');
  }

  countTokens(): Promise<number[]> {
    throw new Error('not asked');
  }
}

const meanings: Record<string, number> = {
  vacation: 1,
  leave: 1,
  年假: 1,
  car: 2,
  automobile: 2,
  canteen: 3,
};

function vectorOf(text: string): Float32Array {
  const vector = new Float32Array(384);
  vector[0] = 0.01;
  for (const [word, at] of Object.entries(meanings)) if (text.toLowerCase().includes(word)) vector[at] = 1;
  const norm = Math.hypot(...vector);
  return vector.map((value) => value / norm);
}

let test: TestDatabase;
let index: PgvectorChunkIndex;
const gateway = new FakeGateway();
let retrieval: Retrieval;
beforeAll(async () => {
  test = await openTestDatabase();
  index = new PgvectorChunkIndex(test.database);
  const access = { require: async () => undefined } as unknown as AccessService;
  retrieval = new Retrieval(access, new SearchArms(index, gateway), index);
});
afterAll(() => test.close());
beforeEach(() => {
  gateway.away = gateway.silent = false;
  gateway.asked = [];
});

async function person(): Promise<Actor> {
  const personId = newId();
  await test.database.query(`insert into person (id, name, login) values ($1, 'n', $2)`, [
    personId,
    personId,
  ]);
  return { personId, role: 'member', via: 'session', permissions: new Set(), locale: 'en' };
}

/** A space with one document a text, which the reader may read. */
async function space(reader: Actor, ...texts: string[]): Promise<string> {
  const spaceId = newId();
  await test.database.query(`insert into space (id, name) values ($1, 'Space')`, [spaceId]);
  await test.database.query(
    `insert into space_grant (id, space_id, person_id, role) values ($1, $2, $3, 'reader')`,
    [newId(), spaceId, reader.personId],
  );
  for (const text of texts) await add(spaceId, text);
  return spaceId;
}

async function add(spaceId: string, text: string): Promise<void> {
  const [documentId, versionId] = [newId(), newId()];
  await test.database.transaction(async () => {
    await test.database.query(
      `insert into document (id, space_id, title, file_name) values ($1, $2, 'A title', 'a.md')`,
      [documentId, spaceId],
    );
    await test.database.query(
      `insert into document_version (id, document_id, number, file_name, content_hash, byte_size, media_type)
       values ($1, $2, 1, 'a.md', 'x', 1, 'text/markdown')`,
      [versionId, documentId],
    );
    await test.database.query(`update document set live_version_id = $2 where id = $1`, [
      documentId,
      versionId,
    ]);
    const spans = [{ blockOrdinal: 0, start: 0, end: text.length, blockStart: 0 }];
    const chunk = { ordinal: 0, heading: '', text, spans, fromOrdinal: 0, toOrdinal: 0, contentHash: text };
    await index.append({ versionId, documentId, title: '' }, [chunk]);
  });
  const [pending] = await index.listWithoutVector(versionId, MODEL, 1);
  await index.setVectors(MODEL, new Map([[pending!.id, vectorOf(text)]]));
}

const texts = async (actor: Actor, query: string, more: Partial<RetrievalQuery> = {}): Promise<string[]> => {
  const { passages } = await retrieval.retrieve(actor, { query, limit: 5, ...more });
  expect(passages.map(({ rank }) => rank)).toEqual(passages.map((_, i) => i + 1));
  return passages.map(({ text }) => text);
};

it('finds by meaning what no word of the question names', async () => {
  const reader = await person();
  await space(reader, 'Vacation is 25 days.', 'The canteen opens at noon.');
  expect((await texts(reader, 'How much leave is there?'))[0]).toBe('Vacation is 25 days.');
  expect(await texts(reader, 'leave', { by: 'words' })).toEqual([]);
});

it.each(['away', 'silent'] as const)('answers by words while the embedder is %s', async (state) => {
  const reader = await person();
  await space(reader, 'Every automobile is parked below.', 'The canteen opens at noon.');
  gateway[state] = true;
  expect(await texts(reader, 'When does the canteen open?')).toEqual(['The canteen opens at noon.']);
});

it('leaves vectors out for Chinese over Chinese, and brings them in where words fail', async () => {
  const reader = await person();
  await space(reader, '员工每年有十五天年假，当年有效。', '食堂中午开门，请刷卡。');
  expect((await texts(reader, '年假有多少天？'))[0]).toContain('十五天年假');
  expect(gateway.asked).toEqual([]);
  const abroad = await person();
  await space(abroad, 'Vacation is 25 days.', 'Every automobile is parked below.');
  expect((await texts(abroad, '年假有多少天？'))[0]).toBe('Vacation is 25 days.');
});

it('shows the same content once, wherever it lies', async () => {
  const reader = await person();
  await space(reader, 'Notice is one month.', 'Notice is one month.', 'Notice boards hang below.');
  expect(await texts(reader, 'notice month')).toEqual(['Notice is one month.', 'Notice boards hang below.']);
});

it('gives a stranger nothing, and a reader only what lies where they ask', async () => {
  const [reader, stranger] = [await person(), await person()];
  const one = await space(reader, 'Parking for a car is free.');
  await space(reader, 'Parking for an automobile costs 5 euros.');
  expect(await texts(stranger, 'parking car')).toEqual([]);
  expect(await texts(stranger, 'parking car', { spaceIds: [one] })).toEqual([]);
  expect(await texts(reader, 'parking car', { spaceIds: [one] })).toEqual(['Parking for a car is free.']);
});

it('gives no score, and says how long each stage took', async () => {
  const reader = await person();
  await space(reader, 'Vacation is 25 days.');
  const { passages, timings } = await retrieval.retrieve(reader, { query: 'vacation', limit: 3 });
  expect(JSON.stringify(passages)).not.toMatch(/score|coverage/);
  expect(timings).toMatchObject({
    words: expect.any(Number),
    meaning: expect.any(Number),
    total: expect.any(Number),
  });
});
