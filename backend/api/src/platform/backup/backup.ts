import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { Database } from '../database/database.js';
import { listTables, readRows, resetIdentities, writeRows } from './table-copy.js';

/**
 * A backup is a folder: `backup.json` (format, schema, counts, checksums), `tables/NAME.jsonl.gz`, `files/…` (the
 * content-addressed originals) and `master.key`. It holds everything, personal text and its keys included: keep it
 * as safe as the data folder.
 */
export interface BackupManifest {
  format: 1;
  createdAt: string;
  version: string;
  migrations: string[];
  tables: Record<string, { rows: number; sha256: string }>;
  files: number;
}

export type BackupProgress = (step: string, done: number, total: number) => void;

/** The backup cannot be used as asked; the sentence says why and what to do. */
export class BackupError extends Error {}

/** One consistent snapshot of all tables, then the files that they name. `target` must not exist or be empty. */
export async function backUp(
  { database, dataDir, version }: { database: Database; dataDir: string; version: string },
  target: string,
  onProgress: BackupProgress = () => undefined,
): Promise<BackupManifest> {
  requireEmpty(target, 'The backup goes into an empty folder');
  fs.mkdirSync(path.join(target, 'tables'), { recursive: true, mode: 0o700 });
  const tables = await database.transaction(async () => {
    await database.query('set transaction isolation level repeatable read, read only');
    return dumpTables(database, target, onProgress);
  });
  const files = await copyFiles(dataDir, target, onProgress);
  const manifest: BackupManifest = {
    format: 1,
    createdAt: new Date().toISOString(),
    version,
    migrations: await migrationNames(database),
    tables,
    files,
  };
  fs.writeFileSync(path.join(target, 'backup.json'), JSON.stringify(manifest, null, 2));
  return manifest;
}

/** Puts a backup into a fresh installation: the database must hold nothing, the data folder no files. */
export async function restore(
  { database, dataDir }: { database: Database; dataDir: string },
  source: string,
  onProgress: BackupProgress = () => undefined,
): Promise<BackupManifest> {
  const manifest = readManifest(source);
  await requireSameSchema(database, manifest);
  await requireNoPeople(database);
  verifyChecksums(source, manifest);
  await database.transaction(async () => {
    await database.query('set constraints all deferred');
    const names = Object.keys(manifest.tables);
    for (const [index, table] of names.entries()) {
      onProgress(`table ${table}`, index, names.length);
      await database.query(`delete from ${table}`);
      await loadTable(database, path.join(source, 'tables', `${table}.jsonl.gz`), table);
    }
    await resetIdentities(database);
  });
  await copyTree(path.join(source, 'files'), path.join(dataDir, 'files'), manifest.files, onProgress);
  const key = path.join(source, 'master.key');
  if (fs.existsSync(key)) fs.copyFileSync(key, path.join(dataDir, 'master.key'));
  return manifest;
}

async function dumpTables(
  database: Database,
  target: string,
  onProgress: BackupProgress,
): Promise<BackupManifest['tables']> {
  const names = await listTables(database);
  const tables: BackupManifest['tables'] = {};
  for (const [index, table] of names.entries()) {
    onProgress(`table ${table}`, index, names.length);
    const file = path.join(target, 'tables', `${table}.jsonl.gz`);
    let rows = 0;
    const lines = async function* (): AsyncGenerator<string> {
      for await (const page of readRows(database, table)) {
        rows += page.length;
        yield page.map((row) => `${row}\n`).join('');
      }
    };
    await pipeline(Readable.from(lines()), createGzip(), fs.createWriteStream(file, { mode: 0o600 }));
    tables[table] = { rows, sha256: sha256Of(file) };
  }
  return tables;
}

async function loadTable(database: Database, file: string, table: string): Promise<void> {
  const lines = createInterface({ input: fs.createReadStream(file).pipe(createGunzip()) });
  let page: string[] = [];
  for await (const line of lines) {
    if (line) page.push(line);
    if (page.length === 200) {
      await writeRows(database, table, page);
      page = [];
    }
  }
  if (page.length) await writeRows(database, table, page);
}

async function copyFiles(dataDir: string, target: string, onProgress: BackupProgress): Promise<number> {
  const from = path.join(dataDir, 'files');
  const count = fs.existsSync(from) ? listFiles(from).length : 0;
  await copyTree(from, path.join(target, 'files'), count, onProgress);
  const key = path.join(dataDir, 'master.key');
  if (fs.existsSync(key)) fs.copyFileSync(key, path.join(target, 'master.key'));
  return count;
}

async function copyTree(from: string, to: string, total: number, onProgress: BackupProgress): Promise<void> {
  if (!fs.existsSync(from)) return;
  for (const [index, file] of listFiles(from).entries()) {
    onProgress('files', index, total);
    const target = path.join(to, path.relative(from, file));
    await fs.promises.mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
    await fs.promises.copyFile(file, target);
  }
}

function listFiles(folder: string): string[] {
  return fs
    .readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

function readManifest(source: string): BackupManifest {
  try {
    return JSON.parse(fs.readFileSync(path.join(source, 'backup.json'), 'utf8')) as BackupManifest;
  } catch {
    throw new BackupError(`${source} is not a whole backup: its backup.json is missing or broken.`);
  }
}

async function requireSameSchema(database: Database, manifest: BackupManifest): Promise<void> {
  const here = await migrationNames(database);
  if (here.join() === manifest.migrations.join()) return;
  throw new BackupError(
    `The backup was made by version ${manifest.version}, whose tables differ from this version's. ` +
      `Restore it with that version, then update.`,
  );
}

async function requireNoPeople(database: Database): Promise<void> {
  const [row] = await database.query<{ people: number }>('select count(*)::int as people from person');
  if (row!.people) throw new BackupError('This installation is in use. Restore into an empty data folder.');
}

function verifyChecksums(source: string, manifest: BackupManifest): void {
  for (const [table, { sha256 }] of Object.entries(manifest.tables)) {
    const file = path.join(source, 'tables', `${table}.jsonl.gz`);
    if (!fs.existsSync(file) || sha256Of(file) !== sha256) {
      throw new BackupError(
        `The backup is damaged: table ${table} does not match its checksum. Use another backup.`,
      );
    }
  }
}

function requireEmpty(folder: string, rule: string): void {
  if (fs.existsSync(folder) && fs.readdirSync(folder).length)
    throw new BackupError(`${rule}; ${folder} holds something already.`);
}

const migrationNames = async (database: Database): Promise<string[]> =>
  (await database.query<{ name: string }>('select name from schema_migration order by id')).map(
    ({ name }) => name,
  );

const sha256Of = (file: string): string =>
  crypto.createHash('sha256').update(fs.readFileSync(file)).digest('hex');
