import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { ModelSpec } from './model-contract.js';
import { ModelError } from './model-error.js';
import type { StartMessage } from './model-process.main.js';
import { processEnvironment } from './process-environment.js';

export interface ModelProcessSpec extends ModelSpec {
  socketPath: string;
}

export interface ModelExit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A running model process. It ends by itself when the process that started it ends. */
export interface ModelProcess {
  readonly pid: number;
  readonly socketPath: string;
  readonly exited: Promise<ModelExit>;
  /** Asks it to end, and kills it where it does not within two seconds. */
  stop(): Promise<void>;
}

const SOCKET_PATH_BYTES = 100; // Linux allows 107, macOS 103
const STOP_MS = 2000;
const STDERR_KEPT = 4000;

/** Starts a model in a process of its own; resolves once it listens, rejects with what went wrong. */
export async function startModelProcess(spec: ModelProcessSpec): Promise<ModelProcess> {
  if (process.platform !== 'win32' && Buffer.byteLength(spec.socketPath) > SOCKET_PATH_BYTES) {
    throw new Error(
      `The socket path ${spec.socketPath} is longer than ${SOCKET_PATH_BYTES} bytes; use a shorter folder.`,
    );
  }
  const child = spawnModel(spec);
  const exited = new Promise<ModelExit>((resolve) =>
    child.once('exit', (code, signal) => resolve({ code, signal })),
  );
  await ready(child, spec.id, exited);
  return { pid: child.pid!, socketPath: spec.socketPath, exited, stop: () => stop(child, exited) };
}

function spawnModel(spec: ModelProcessSpec): ChildProcess {
  const directory = path.dirname(fileURLToPath(import.meta.url));
  const compiled = path.join(directory, 'model-process.main.js');
  const options = {
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'] as ('ignore' | 'inherit' | 'pipe' | 'ipc')[],
  };
  if (existsSync(compiled))
    return fork(compiled, [JSON.stringify(spec)], { ...options, execArgv: [], env: processEnvironment() });
  const source = path.join(directory, 'model-process.main.ts');
  return fork(source, [JSON.stringify(spec)], { ...options, ...fromSource() });
}

/** From source, in development and tests: through the TypeScript loader, wherever the parent was started. */
export function fromSource() {
  const register = createRequire(import.meta.url).resolve('@swc-node/register/register');
  const loader = pathToFileURL(path.join(path.dirname(register), '..', 'esm', 'esm-register.mjs')).href;
  const project = fileURLToPath(new URL('../../tsconfig.json', import.meta.url));
  return {
    execArgv: ['--conditions=development', '--import', loader],
    env: { ...processEnvironment(), SWC_NODE_PROJECT: project, TS_NODE_PROJECT: project },
  };
}

/** Waits for the first word of the process, or its end. */
async function ready(child: ChildProcess, id: string, exited: Promise<ModelExit>): Promise<void> {
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    process.stderr.write(chunk);
    stderr = (stderr + chunk.toString()).slice(-STDERR_KEPT);
  });
  const message = await Promise.race([
    new Promise<StartMessage>((resolve) => child.once('message', (m) => resolve(m as StartMessage))),
    new Promise<StartMessage>((resolve) =>
      child.once('error', (e) => resolve({ type: 'failed', message: e.message })),
    ),
    exited.then<StartMessage>(({ code, signal }) => ({
      type: 'failed',
      message: `it ended with ${signal ?? `code ${code}`}. ${stderr.trim()}`,
    })),
  ]);
  if (message.type === 'failed')
    throw new ModelError('model-failed', `The model ${id} could not start: ${message.message}`);
}

async function stop(child: ChildProcess, exited: Promise<ModelExit>): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await exited;
  clearTimeout(timer);
}
