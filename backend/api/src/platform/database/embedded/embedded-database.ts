import crypto from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { lockFolder } from './folder-lock.js';
import { PortStream } from './port-stream.js';

export interface EmbeddedDatabase {
  /** A new session of this process, for pg's `stream` option. */
  stream(): Duplex;
  /** Folder of the unix socket on which other processes of the product connect with stock `pg`. */
  readonly socketFolder: string;
  close(): Promise<void>;
}

/** pg reaches `<folder>/.s.PGSQL.5432` when its host is a folder. */
export const EMBEDDED_PORT = 5432;

/**
 * Opens PGlite in a worker thread behind the multiplexer, locks its folder, and offers it on a unix socket that
 * only this user may open. @throws FolderInUseError when another process has the folder.
 */
export async function openEmbeddedDatabase(
  folder: string,
  { durable = true } = {},
): Promise<EmbeddedDatabase> {
  const unlock = lockFolder(folder);
  try {
    const worker = await startWorker(path.join(folder, 'postgres'), durable);
    const { server, socketFolder } = await listen(worker, folder);
    const close = async (): Promise<void> => {
      server.close();
      await stopWorker(worker);
      fs.rmSync(socketFolder, { recursive: true, force: true });
      unlock();
    };
    return { stream: () => new PortStream(worker), socketFolder, close };
  } catch (error) {
    unlock();
    throw error;
  }
}

/** The same for everybody who knows the data folder; short, since a unix socket path holds 107 characters. */
export function socketFolderOf(folder: string): string {
  const hash = crypto.createHash('sha256').update(path.resolve(folder)).digest('hex').slice(0, 16);
  return path.join(
    process.env['XDG_RUNTIME_DIR'] ?? os.tmpdir(),
    `deskmate-${process.getuid?.() ?? 0}-${hash}`,
  );
}

async function startWorker(folder: string, durable: boolean): Promise<Worker> {
  const fromSource = import.meta.url.endsWith('.ts');
  const file = new URL(fromSource ? './database-worker.ts' : './database-worker.js', import.meta.url);
  const execArgv = fromSource
    ? ['--conditions=development', '--import', '@swc-node/register/esm-register']
    : [];
  const worker = new Worker(file, { workerData: { folder, durable }, execArgv });
  await new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', reject);
    worker.once('exit', (code) =>
      reject(new Error(`the embedded database stopped while opening (exit ${code})`)),
    );
  });
  return worker;
}

function stopWorker(worker: Worker): Promise<void> {
  return new Promise((resolve) => {
    worker.once('exit', () => resolve());
    worker.postMessage({ close: true });
  });
}

async function listen(worker: Worker, folder: string): Promise<{ server: net.Server; socketFolder: string }> {
  const socketFolder = socketFolderOf(folder);
  fs.rmSync(socketFolder, { recursive: true, force: true });
  fs.mkdirSync(socketFolder, { recursive: true, mode: 0o700 });
  const server = net.createServer((socket) => {
    const session = new PortStream(worker).connect();
    socket.pipe(session).pipe(socket);
    const drop = (): void => {
      socket.destroy();
      session.destroy();
    };
    socket.on('error', drop).on('close', drop);
    session.on('error', drop).on('close', drop);
  });
  const file = path.join(socketFolder, `.s.PGSQL.${EMBEDDED_PORT}`);
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(file, resolve));
  server.unref();
  return { server, socketFolder };
}
