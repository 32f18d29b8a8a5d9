import { jest } from '@jest/globals';
import { type TestDatabase, openTestDatabase } from '../../../../../test/support/test-database.js';
import type { Actor } from '../../access/index.js';
import { newId } from '../../platform/index.js';
import type { ChunkOwner, NewChunk } from './chunk-index.js';
import { lexemes } from './lexemes.js';
import { PgvectorChunkIndex } from './pgvector-chunk-index.js';
import { searchTerms } from './stop-words.js';

const MODEL = 'test-embedder';

let test: TestDatabase;
let index: PgvectorChunkIndex;
beforeAll(async () => {
  test = await openTestDatabase();
  index = new PgvectorChunkIndex(test.database);
});
afterAll(() => test.close());

const addPerson = async (): Promise<Actor> => {
  const personId = newId();
  await test.database.query(`insert into person (id, name, login) values ($1, 'n', $2)`, [
    personId,
    personId,
  ]);
  return { personId, role: 'member', via: 'session', permissions: new Set(), locale: 'en' };
};

const addSpace = async (...readers: Actor[]): Promise<string> => {
  const id = newId();
  await test.database.query(`insert into space (id, name) values ($1, 'space')`, [id]);
  for (const { personId } of readers) {
    await test.database.query(
      `insert into space_grant (id, space_id, person_id, role) values ($1, $2, $3, 'reader')`,
      [newId(), id, personId],
    );
  }
  return id;
};

const addDocument = async (spaceId: string, texts: string[], title = 'Title'): Promise<ChunkOwner> => {
  const owner = { documentId: newId(), versionId: newId(), title };
  await test.database.transaction(async () => {
    await test.database.query(
      `insert into document (id, space_id, title, file_name) values ($1, $2, $3, 'f.md')`,
      [owner.documentId, spaceId, title],
    );
    await test.database.query(
      `insert into document_version (id, document_id, number, file_name, content_hash, byte_size, media_type)
       values ($1, $2, 1, 'f.md', 'x', 1, 'text/markdown')`,
      [owner.versionId, owner.documentId],
    );
    await test.database.query(`update document set live_version_id = $2 where id = $1`, [
      owner.documentId,
      owner.versionId,
    ]);
    await index.append(owner, texts.map(toChunk));
  });
  return owner;
};

const toChunk = (text: string, ordinal: number): NewChunk => ({
  ordinal,
  heading: '',
  text,
  spans: [{ blockOrdinal: ordinal, start: 0, end: text.length, blockStart: 0 }],
  fromOrdinal: ordinal,
  toOrdinal: ordinal,
  contentHash: `hash of ${text}`,
});

const search = async (actor: Actor, question: string, filter = {}, limit = 10): Promise<string[]> => {
  const hits = await index.lexical(actor, lexemes(question), filter, limit);
  return (
    await index.read(
      actor,
      hits.map(({ chunkId }) => chunkId),
    )
  ).map(({ text }) => text);
};

const unit = (at: number, tilt = 0): Float32Array => {
  const vector = new Float32Array(384);
  vector[at] = 1;
  vector[at + 1] = tilt;
  return vector;
};

describe('lexical', () => {
  it('scores exactly as BM25 over what the person may read', async () => {
    const reader = await addPerson();
    const space = await addSpace(reader);
    const vocabulary = ['leave', 'budget', 'server', 'holiday', 'notice', 'invoice', 'door'];
    const texts = Array.from({ length: 60 }, (_, i) =>
      Array.from({ length: 5 + (i % 17) * 3 }, (_, j) => vocabulary[(i * 7 + j * j) % (2 + (i % 6))]).join(
        ' ',
      ),
    );
    await addDocument(space, texts, '');
    await addDocument(await addSpace(), texts, 'leave leave leave'); // of a space that the reader does not see
    const question = 'leave budget notice';
    const hits = await index.lexical(reader, lexemes(question), {}, 60);
    const expected = bm25(texts, question);
    expect(hits.map(({ score }) => score.toFixed(6))).toEqual(expected.map((score) => score.toFixed(6)));
    expect(hits.length).toBeGreaterThan(20);
  });

  it('finds Chinese by Chinese, traditional or simplified', async () => {
    const reader = await addPerson();
    await addDocument(await addSpace(reader), ['员工每年有十五天年假。', '服务器每月重启一次。']);
    expect(await search(reader, '年假有幾天？')).toEqual(['员工每年有十五天年假。']);
  });

  it('takes hostile words as words', async () => {
    const reader = await addPerson();
    await addDocument(await addSpace(reader), [`o'clock & ! | ( ) <-> :* \\ 'quoted' back\\slash`, 'plain']);
    expect(await search(reader, `'quoted' | !plain`)).toHaveLength(2);
    expect(await search(reader, '\\ &')).toEqual([]);
  });

  it('stays inside spaces and documents that are asked for', async () => {
    const reader = await addPerson();
    const [a, b] = [await addSpace(reader), await addSpace(reader)];
    const inA = await addDocument(a, ['apple one']);
    await addDocument(a, ['apple two']);
    await addDocument(b, ['apple three']);
    expect((await search(reader, 'apple', { spaceIds: [a] })).sort()).toEqual(['apple one', 'apple two']);
    expect(await search(reader, 'apple', { documentIds: [inA.documentId] })).toEqual(['apple one']);
  });
});

describe('rights', () => {
  it('shows nothing of a space to a stranger, whatever they ask for', async () => {
    const [reader, stranger] = [await addPerson(), await addPerson()];
    const space = await addSpace(reader);
    const { documentId } = await addDocument(space, ['secret plan']);
    const [hit] = await index.lexical(reader, lexemes('secret'), {}, 5);
    await index.setVectors(MODEL, new Map([[hit!.chunkId, unit(0)]]));
    const query = { model: MODEL, vector: unit(0) };
    for (const filter of [{}, { spaceIds: [space] }, { documentIds: [documentId] }]) {
      expect(await index.lexical(stranger, lexemes('secret'), filter, 5)).toEqual([]);
      expect(await index.nearest(stranger, query, filter, 5)).toEqual([]);
      expect(await index.nearest(reader, query, filter, 5)).toHaveLength(1);
    }
    expect(await index.read(stranger, [hit!.chunkId])).toEqual([]);
    expect(await index.neighbours(stranger, [hit!.chunkId], 3)).toEqual([]);
  });

  it('ranks the same whether or not others have more documents', async () => {
    const [alone, busy] = [await addPerson(), await addPerson()];
    const space = await addSpace(alone, busy);
    await addDocument(space, ['rare common', 'common', 'common other']);
    const before = await index.lexical(alone, lexemes('rare common'), {}, 5);
    await addDocument(await addSpace(busy), ['rare', 'rare thing', 'rare words']);
    expect(await index.lexical(alone, lexemes('rare common'), {}, 5)).toEqual(before);
  });

  it('follows a grant, a move, a deletion and a new version at once', async () => {
    const reader = await addPerson();
    const [open, closed] = [await addSpace(reader), await addSpace()];
    const { documentId, versionId } = await addDocument(open, ['moving target']);
    expect(await search(reader, 'target')).toHaveLength(1);
    await test.database.query(`update document set space_id = $2 where id = $1`, [documentId, closed]);
    expect(await search(reader, 'target')).toHaveLength(0);
    await test.database.query(
      `insert into space_grant (id, space_id, person_id, role) values ($1, $2, $3, 'reader')`,
      [newId(), closed, reader.personId],
    );
    expect(await search(reader, 'target')).toHaveLength(1);
    await test.database.query(`update document set deleted_at = now() where id = $1`, [documentId]);
    expect(await search(reader, 'target')).toHaveLength(0);
    await test.database.query(`update document set deleted_at = null where id = $1`, [documentId]);
    expect(await search(reader, 'target')).toHaveLength(1);
    await index.removeVersion(versionId);
    expect(await search(reader, 'target')).toHaveLength(0);
  });
});

describe('vectors', () => {
  it('finds the nearest first, among vectors of the same model only', async () => {
    const reader = await addPerson();
    const { versionId } = await addDocument(await addSpace(reader), [
      'near',
      'nearer',
      'other model',
      'none',
    ]);
    const pending = await index.listWithoutVector(versionId, MODEL, 10);
    const byText = new Map(pending.map(({ text, id }) => [text, id]));
    await index.setVectors(
      MODEL,
      new Map([
        [byText.get('near')!, unit(4, 0.9)],
        [byText.get('nearer')!, unit(4, 0.1)],
      ]),
    );
    await index.setVectors('another', new Map([[byText.get('other model')!, unit(4)]]));
    const hits = await index.nearest(reader, { model: MODEL, vector: unit(4) }, {}, 5);
    expect(hits.map(({ chunkId }) => chunkId)).toEqual([byText.get('nearer'), byText.get('near')]);
    const left = await index.listWithoutVector(versionId, MODEL, 10);
    expect(left.map(({ text }) => text)).toEqual(['other model', 'none']);
  });

  it('gives the title and headings along with what is to be embedded', async () => {
    const reader = await addPerson();
    const space = await addSpace(reader);
    const headings = async (title: string, heading: string): Promise<string[]> => {
      const { versionId } = await addDocument(space, ['text'], title);
      await test.database.query(`update chunk set heading = $2 where version_id = $1`, [versionId, heading]);
      return (await index.listWithoutVector(versionId, MODEL, 10)).map((chunk) => chunk.heading);
    };
    expect(await headings('Handbook', 'Leave > Carry over')).toEqual(['Handbook > Leave > Carry over']);
    expect(await headings('Handbook', 'Handbook > Leave')).toEqual(['Handbook > Leave']);
    expect(await headings('Handbook', '')).toEqual(['Handbook']);
    expect(await headings('', 'Leave')).toEqual(['Leave']);
  });

  it('takes the vector of equal content over to a new version', async () => {
    const reader = await addPerson();
    const space = await addSpace(reader);
    const first = await addDocument(space, ['reused words', 'changed words']);
    const pending = await index.listWithoutVector(first.versionId, MODEL, 10);
    await index.setVectors(MODEL, new Map(pending.map(({ id }, i) => [id, unit(20 + i)])));
    const second = await addDocument(space, ['reused words', 'new words']);
    expect(await index.reuseVectors(second.versionId, MODEL)).toBe(1);
    const left = await index.listWithoutVector(second.versionId, MODEL, 10);
    expect(left.map(({ text }) => text)).toEqual(['new words']);
  });

  it('finds through the graph what the exact scan finds', async () => {
    const reader = await addPerson();
    const space = await addSpace(reader);
    const { versionId } = await addDocument(
      space,
      Array.from({ length: 300 }, (_, i) => `chunk number ${i}`),
    );
    const pending = await index.listWithoutVector(versionId, MODEL, 1000);
    const vectors = new Map(pending.map(({ id }, i) => [id, unit(40 + (i % 300), 0.001 * i)]));
    await index.setVectors(MODEL, vectors);
    const exact = new PgvectorChunkIndex(test.database);
    const graph = new PgvectorChunkIndex(test.database, { exactUpTo: 0, selectiveShare: 0 });
    const query = { model: MODEL, vector: unit(77, 0.2) };
    const [want] = await exact.nearest(reader, query, {}, 3);
    const [got] = await graph.nearest(reader, query, {}, 3);
    expect(got!.chunkId).toBe(want!.chunkId);
    expect(await graph.nearest(reader, query, {}, 50)).toHaveLength(50); // the filter does not starve it
  });
});

it('gives the chunks around a hit in reading order', async () => {
  const reader = await addPerson();
  await addDocument(await addSpace(reader), ['one', 'two', 'needle', 'four', 'five']);
  const [hit] = await index.lexical(reader, lexemes('needle'), {}, 1);
  const around = await index.neighbours(reader, [hit!.chunkId], 1);
  expect(around.map(({ text }) => text)).toEqual(['two', 'needle', 'four']);
  expect(around[0]).toMatchObject({ title: 'Title', fileName: 'f.md', versionNumber: 1, ordinal: 1 });
});

it('overwrites a chunk that is appended again, and drops its vector', async () => {
  const reader = await addPerson();
  const owner = await addDocument(await addSpace(reader), ['old words']);
  await index.append(owner, [toChunk('new words', 0)]);
  expect(await search(reader, 'words')).toEqual(['new words']);
});

it('touches a bounded number of rows in any statement, however large the document is', async () => {
  const space = await addSpace(await addPerson());
  const texts = Array.from({ length: 230 }, (_, i) => `row ${i} of a large workbook`);
  const first = await addDocument(space, texts);
  const query = test.database.query.bind(test.database);
  const touched: number[] = [];
  const watch = jest.spyOn(test.database, 'query').mockImplementation(async (sql, parameters) => {
    const before = await rowVersions();
    const rows = await query(sql, parameters);
    touched.push(await changedSince(before));
    return rows as never;
  });
  const rowVersions = async (): Promise<Map<string, string>> =>
    new Map(
      (await query<{ id: string; at: string }>('select id, ctid::text as at from chunk')).map(
        ({ id, at }) => [id, at],
      ),
    );
  const changedSince = async (before: Map<string, string>): Promise<number> => {
    const now = await rowVersions();
    return [...new Set([...before.keys(), ...now.keys()])].filter((id) => before.get(id) !== now.get(id))
      .length;
  };
  const pending = await index.listWithoutVector(first.versionId, MODEL, 1000);
  await index.setVectors(MODEL, new Map(pending.map(({ id }, i) => [id, unit(i % 300)])));
  const second = { ...first, versionId: newId() };
  await query(
    `insert into document_version (id, document_id, number, file_name, content_hash, byte_size, media_type)
     values ($1, $2, 2, 'f.md', 'y', 1, 'text/markdown')`,
    [second.versionId, first.documentId],
  );
  await index.append(second, texts.map(toChunk));
  await query('update document set live_version_id = $2 where id = $1', [first.documentId, second.versionId]);
  expect(await index.reuseVectors(second.versionId, MODEL)).toBe(230);
  await index.retire(first.documentId);
  expect(await query('select 1 from chunk where version_id = $1 and live', [first.versionId])).toEqual([]);
  await index.removeVersion(first.versionId);
  watch.mockRestore();
  expect(touched.reduce((sum, rows) => sum + rows, 0)).toBe(5 * 230);
  expect(Math.max(...touched)).toBeLessThanOrEqual(500);
  expect(touched.filter((rows) => rows > 100)).toEqual([230]); // removing costs no place in the graph
});

function bm25(texts: string[], question: string): number[] {
  const chunks = texts.map((text) => lexemes(text));
  const mean = chunks.reduce((sum, words) => sum + words.length, 0) / chunks.length;
  const scores = chunks.map((words) => {
    let score = 0;
    for (const term of searchTerms(lexemes(question))) {
      const df = chunks.filter((other) => other.includes(term)).length;
      const tf = words.filter((word) => word === term).length;
      const idf = Math.log(1 + (chunks.length - df + 0.5) / (df + 0.5));
      if (tf) score += (idf * tf * 2.2) / (tf + 1.2 * (0.6 + (0.4 * words.length) / mean));
    }
    return score;
  });
  return scores.filter((score) => score > 0).sort((a, b) => b - a);
}
