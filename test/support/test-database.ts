import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  Database,
  type DatabaseAddress,
  openDataSource,
  openEmbeddedDatabase,
} from '../../backend/api/src/platform/index.js';

const migrationsFolder = path.resolve(import.meta.dirname, '../../backend/api/migrations');

export interface TestDatabase {
  database: Database;
  address: DatabaseAddress;
  close(): Promise<void>;
}

/**
 * A migrated, empty database for one test file: embedded, or a schema of its own on the PostgreSQL that
 * DATABASE_URL names. Entities may be empty when the test speaks SQL.
 */
export async function openTestDatabase(
  entities: Parameters<typeof openDataSource>[1] = [],
): Promise<TestDatabase> {
  const { address, dispose } = await testAddress();
  const source = await openDataSource(address, entities, { migrate: true });
  const close = async (): Promise<void> => {
    await source.destroy();
    await dispose();
  };
  return { database: new Database(source), address, close };
}

async function testAddress(): Promise<{ address: DatabaseAddress; dispose(): Promise<void> }> {
  const url = process.env['DATABASE_URL'];
  if (url) return ownDatabase(url);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-db-'));
  fs.cpSync(await migratedTemplate(), folder, { recursive: true });
  const embedded = await openEmbeddedDatabase(folder, { durable: false });
  const dispose = async (): Promise<void> => {
    await embedded.close();
    fs.rmSync(folder, { recursive: true, force: true });
  };
  return { address: { embedded }, dispose };
}

/** A migrated data folder made once per schema and copied by every spec file: an initdb takes seconds, a copy does not. */
async function migratedTemplate(): Promise<string> {
  const sources = fs
    .readdirSync(migrationsFolder)
    .map((name) => fs.readFileSync(path.join(migrationsFolder, name)));
  const hash = crypto.createHash('sha256').update(Buffer.concat(sources)).digest('hex').slice(0, 12);
  const template = path.join(os.tmpdir(), `deskmate-template-${process.getuid?.() ?? 0}-${hash}`);
  if (fs.existsSync(template)) return template;
  const draft = fs.mkdtempSync(`${template}-`);
  const embedded = await openEmbeddedDatabase(draft, { durable: false });
  await (await openDataSource({ embedded }, [], { migrate: true })).destroy();
  await embedded.close();
  try {
    fs.renameSync(draft, template);
  } catch {
    fs.rmSync(draft, { recursive: true, force: true }); // another spec file was faster
  }
  return template;
}

/** A database of its own on that server, dropped at the end. */
export async function ownDatabase(
  url: string,
): Promise<{ address: DatabaseAddress; dispose(): Promise<void> }> {
  const { default: pg } = await import('pg');
  const name = `deskmate_test_${process.pid}_${Math.random().toString(36).slice(2, 8)}`;
  const run = async (sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await run(`create database ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return { address: { url: own.href }, dispose: () => run(`drop database ${name} with (force)`) };
}
