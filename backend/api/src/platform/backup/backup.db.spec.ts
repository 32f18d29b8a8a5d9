import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type TestDatabase, openTestDatabase } from '../../../../../test/support/test-database.js';
import { newId } from '../index.js';
import { BackupError, backUp, restore } from './backup.js';
import { parentsFirst } from './table-copy.js';

let from: TestDatabase;
let to: TestDatabase;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-backup-'));
const dataDir = path.join(folder, 'data');
const target = path.join(folder, 'backup');

beforeAll(async () => {
  [from, to] = [await openTestDatabase(), await openTestDatabase()];
  fs.mkdirSync(path.join(dataDir, 'files/ab'), { recursive: true });
  fs.writeFileSync(path.join(dataDir, 'files/ab/abcd'), 'bytes');
  await fill();
});
afterAll(async () => {
  await Promise.all([from.close(), to.close()]);
  fs.rmSync(folder, { recursive: true });
});

async function fill(): Promise<void> {
  const [person, space, document, version] = [newId(), newId(), newId(), newId()];
  const { database } = from;
  await database.query(`insert into person (id, name, login) values ($1, 'Ann 安', 'ann')`, [person]);
  await database.query(`insert into space (id, name, created_by) values ($1, 'All', $2)`, [space, person]);
  await database.transaction(async () => {
    await database.query(
      `insert into document (id, space_id, title, file_name, live_version_id) values ($1, $2, 'T', 't.md', $3)`,
      [document, space, version],
    );
    await database.query(
      `insert into document_version (id, document_id, number, file_name, content_hash, byte_size, media_type)
       values ($1, $2, 1, 't.md', 'abcd', 5, 'text/markdown')`,
      [version, document],
    );
  });
  await database.query(
    `insert into chunk (id, version_id, document_id, live, ordinal, text, spans, from_ordinal, to_ordinal,
       content_hash, words, word_count, embedding)
     values ($1, $2, $3, true, 0, 'two words', '[]', 0, 0, 'h', 'two:1 word:2', 2, $4)`,
    [newId(), version, document, `[${Array(384).fill(0.125).join(',')}]`],
  );
  await database.query(
    `insert into audit_event (at, action, previous_hash, hash) values (now(), 'space.create', '\\x00', '\\xff01')`,
  );
}

const snapshot = async ({ database }: TestDatabase): Promise<unknown> => ({
  people: await database.query('select * from person'),
  chunks: await database.query('select id, words::text, embedding::text, live from chunk'),
  audit: await database.query('select seq, at, hash from audit_event'),
  documents: await database.query('select id, live_version_id from document'),
});

it('restores every row, vector, key and file into an empty installation', async () => {
  await backUp({ database: from.database, dataDir, version: '1' }, target);
  const restored = path.join(folder, 'restored');
  const manifest = await restore({ database: to.database, dataDir: restored }, target);
  expect(manifest.tables['chunk']!.rows).toBe(1);
  expect(await snapshot(to)).toEqual(await snapshot(from));
  expect(fs.readFileSync(path.join(restored, 'files/ab/abcd'), 'utf8')).toBe('bytes');
  await to.database.query(
    `insert into audit_event (at, action, previous_hash, hash) values (now(), 'x', '\\x00', '\\x02')`,
  );
  expect(await to.database.query('select max(seq)::int as seq from audit_event')).toEqual([{ seq: 2 }]);
});

it('refuses an installation in use, a full target and a damaged backup', async () => {
  await expect(restore({ database: to.database, dataDir }, target)).rejects.toThrow(/in use/);
  await expect(backUp({ database: from.database, dataDir, version: '1' }, target)).rejects.toThrow(
    BackupError,
  );
  fs.writeFileSync(path.join(target, 'backup.json'), '{');
  await expect(restore({ database: to.database, dataDir }, target)).rejects.toThrow(/not a whole backup/);
});

it('orders parents before children', () => {
  const edges = [
    { name: 'c', parent: 'b' },
    { name: 'b', parent: 'a' },
    { name: 'a', parent: null },
  ];
  expect(parentsFirst(edges)).toEqual(['a', 'b', 'c']);
  expect(() =>
    parentsFirst([
      { name: 'a', parent: 'b' },
      { name: 'b', parent: 'a' },
    ]),
  ).toThrow(/circle/);
});
