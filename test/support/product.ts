import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ownDatabase } from './test-database.js';

export const root = path.resolve(import.meta.dirname, '../..');

export interface Product {
  url: string;
  /** Makes the first owner; null once there is one. */
  token: string | null;
  dataDir: string;
  process: ChildProcess;
  /** Ends it as an administrator would. */
  stop(): Promise<void>;
  /** SIGKILL to the whole process tree, as a power cut would. */
  kill(): Promise<void>;
}

export interface ProductOptions {
  dataDir?: string;
  env?: NodeJS.ProcessEnv;
}

export const hasBuild = (): boolean => fs.existsSync(path.join(root, 'backend/api/dist/src/main.js'));

export const chromiumPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (file) => fs.existsSync(file),
);

/** Starts the built product on a free port and an own data folder, and waits until it says that it is ready. */
export async function startProduct({ dataDir, env }: ProductOptions = {}): Promise<Product> {
  const folder = dataDir ?? fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-product-'));
  const server = await databaseFor(env);
  const child = spawn(process.execPath, [path.join(root, 'backend/api/dist/src/main.js')], {
    cwd: root,
    env: {
      ...withoutJest(process.env),
      DESKMATE_DATA_DIR: folder,
      DESKMATE_PORT: '0',
      DESKMATE_LOG_LEVEL: 'warn',
      ...server.env,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const output: string[] = [];
  child.stdout!.on('data', (data: Buffer) => output.push(data.toString()));
  child.stderr!.on('data', (data: Buffer) => output.push(data.toString()));
  const { ready, token } = await readiness(child, output).catch(async (error: unknown) => {
    await server.dispose();
    throw error;
  });
  return {
    url: ready,
    token,
    dataDir: folder,
    process: child,
    stop: async () => {
      await end(child, 'SIGTERM');
      await server.dispose();
    },
    kill: async () => {
      for (const pid of descendants(child.pid!)) kill(pid);
      await end(child, 'SIGKILL');
    },
  };
}

/** A database that outlives one product, for tests that start it several times on the same data. */
export async function ownDatabaseUrl(): Promise<{ env: NodeJS.ProcessEnv; dispose(): Promise<void> }> {
  return databaseFor();
}

/** With DATABASE_URL set the product gets a fresh database on that server, unless the caller names one. */
async function databaseFor(
  env: NodeJS.ProcessEnv = {},
): Promise<{ env: NodeJS.ProcessEnv; dispose(): Promise<void> }> {
  const url = process.env['DATABASE_URL'];
  if (!url || env['DATABASE_URL']) return { env: {}, dispose: async () => undefined };
  const { address, dispose } = await ownDatabase(url);
  return { env: { DATABASE_URL: (address as { url: string }).url }, dispose };
}

function readiness(child: ChildProcess, output: string[]): Promise<{ ready: string; token: string | null }> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not ready within 120 s:\n${output.join('')}`)), 120_000);
    child.once('message', (message) => {
      clearTimeout(timer);
      resolve(message as { ready: string; token: string | null });
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(
        Object.assign(new Error(`ended with ${code}:\n${output.join('')}`), {
          exitCode: code,
          output: output.join(''),
        }),
      );
    });
  });
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill(signal);
  });
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // ended by itself
  }
}

/** Process ids below `pid`, from /proc. */
export function descendants(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of fs.readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = fs.readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // ended meanwhile
    }
  }
  const below = (one: number): number[] =>
    [...parents].filter(([, parent]) => parent === one).flatMap(([child]) => [child, ...below(child)]);
  return below(pid);
}

/** A product must not inherit what jest sets for itself. */
function withoutJest(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, NODE_ENV: _env, JEST_WORKER_ID: _worker, ...rest } = env;
  return rest;
}
