import { type ChildProcess, fork } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { EMBEDDED_PORT, type EmbeddedDatabase, openEmbeddedDatabase } from './embedded-database.js';
import { FolderInUseError } from './folder-lock.js';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-embedded-'));
const folder = path.join(root, 'live');
let embedded: EmbeddedDatabase;
beforeAll(async () => {
  embedded = await openEmbeddedDatabase(folder, { durable: false });
});
afterAll(async () => {
  await embedded.close();
  fs.rmSync(root, { recursive: true });
});

/** Over the unix socket, as another process would. */
async function connect(): Promise<pg.Client> {
  const client = new pg.Client({
    host: embedded.socketFolder,
    port: EMBEDDED_PORT,
    user: 'postgres',
    database: 'postgres',
  });
  await client.connect();
  return client;
}

it('serves stock pg clients over its socket with error codes and isolation', async () => {
  const [a, b] = [await connect(), await connect()];
  await a.query('create table t (n int primary key)');
  await a.query('begin');
  await a.query('insert into t values (1)');
  const waiting = b.query('select count(*)::int as n from t'); // waits for the transaction of a
  await a.query('rollback');
  expect((await waiting).rows).toEqual([{ n: 0 }]);
  await a.query('insert into t values (1)');
  await expect(b.query('insert into t values (1)')).rejects.toMatchObject({ code: '23505' });
  await Promise.all([a.end(), b.end()]);
});

it('refuses COPY FROM STDIN and lives on', async () => {
  const client = await connect();
  await client.query('create table c (n int)');
  await expect(client.query('copy c from stdin')).rejects.toMatchObject({ code: '0A000' });
  expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await client.end();
});

it('delivers notifications to the sessions that listen', async () => {
  const [listener, sender] = [await connect(), await connect()];
  const heard = new Promise((resolve) => listener.once('notification', ({ payload }) => resolve(payload)));
  await listener.query('listen news');
  await sender.query(`notify news, 'hello'`);
  expect(await heard).toBe('hello');
  await Promise.all([listener.end(), sender.end()]);
});

it('ends the transaction of a client that goes away', async () => {
  const [gone, other] = [await connect(), await connect()];
  gone.on('error', () => undefined);
  await gone.query('create table g (n int)');
  await gone.query('begin');
  await gone.query('insert into g values (1)');
  (gone as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  expect((await other.query('select count(*)::int as n from g')).rows).toEqual([{ n: 0 }]);
  await other.end();
});

it('refuses a second process on the same folder with a sentence', async () => {
  await expect(openEmbeddedDatabase(folder)).rejects.toThrow(FolderInUseError);
  await expect(openEmbeddedDatabase(folder)).rejects.toThrow(/in use by another Deskmate \(process \d+\)/);
});

it('keeps every acknowledged row through kill -9 at random moments', async () => {
  const durable = path.join(root, 'durable');
  let acknowledged = 0;
  for (let round = 0; round < 3; round++)
    acknowledged = Math.max(acknowledged, await writeUntilKilled(durable));
  const reopened = await openEmbeddedDatabase(durable);
  const client = new pg.Client({
    stream: () => reopened.stream() as never,
    user: 'postgres',
    database: 'postgres',
  });
  await client.connect();
  const { rows } = await client.query('select max(n)::int as last, count(*)::int as n from written');
  await client.end();
  await reopened.close();
  expect(acknowledged).toBeGreaterThan(0);
  expect(rows[0].last).toBeGreaterThanOrEqual(acknowledged);
  expect(rows[0].n).toBe(rows[0].last);
}, 120_000);

/** A child inserts 1, 2, 3, … and reports each after its commit; it is killed 100 to 400 ms after its first. */
function writeUntilKilled(target: string): Promise<number> {
  const child: ChildProcess = fork(
    new URL('../../../../../../test/support/row-writer.ts', import.meta.url),
    [target],
    {
      execArgv: ['--conditions=development', '--import', '@swc-node/register/esm-register'],
      env: { PATH: process.env['PATH'] },
    },
  );
  let last = 0;
  child.once('message', () => setTimeout(() => child.kill('SIGKILL'), 100 + Math.random() * 300));
  child.on('message', (n) => (last = n as number));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      signal === 'SIGKILL' ? resolve(last) : reject(new Error(`writer ended with ${code}`)),
    );
  });
}
