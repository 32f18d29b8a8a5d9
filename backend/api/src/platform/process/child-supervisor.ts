import { type ChildProcess, fork } from 'node:child_process';
import { logger } from '../telemetry/logger.js';

export interface ChildSpec {
  name: string;
  /** Compiled or TypeScript entry file. */
  file: URL;
  args?: string[];
  env?: NodeJS.ProcessEnv;
}

export interface ChildState {
  name: string;
  pid: number | null;
  state: 'running' | 'restarting' | 'stopped';
  restarts: number;
  startedAt: string;
}

interface Child {
  spec: ChildSpec;
  process: ChildProcess;
  restarts: number;
  startedAt: Date;
}

/** How a TypeScript entry file is run while developing and in tests. */
export const sourceArguments = ['--conditions=development', '--import', '@swc-node/register/esm-register'];

export const execArgvFor = (file: URL): string[] => (file.pathname.endsWith('.ts') ? sourceArguments : []);

/** Keeps the product's child processes alive: a crash restarts after 0.2 s, doubling to 10 s while it goes on. */
export class ChildSupervisor {
  private readonly children = new Map<string, Child>();
  private stopping = false;

  start(spec: ChildSpec, restarts = 0): void {
    const child = fork(spec.file, spec.args ?? [], {
      env: { ...process.env, ...spec.env, DESKMATE_PROCESS: spec.name },
      execArgv: execArgvFor(spec.file),
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const startedAt = new Date();
    this.children.set(spec.name, { spec, process: child, restarts, startedAt });
    child.once('exit', (code, signal) => this.exited(spec, restarts, startedAt, code, signal));
  }

  private exited(
    spec: ChildSpec,
    restarts: number,
    startedAt: Date,
    code: number | null,
    signal: string | null,
  ): void {
    if (this.stopping) return;
    const livedMs = Date.now() - startedAt.getTime();
    const recent = livedMs > 60_000 ? 0 : restarts;
    const delayMs = Math.min(200 * 2 ** recent, 10_000);
    logger.error({ child: spec.name, code, signal, delayMs }, 'child process ended; starting it again');
    setTimeout(() => !this.stopping && this.start(spec, recent + 1), delayMs).unref();
  }

  list(): ChildState[] {
    return [...this.children.values()].map(({ spec, process: child, restarts, startedAt }) => ({
      name: spec.name,
      pid: child.exitCode === null && child.signalCode === null ? (child.pid ?? null) : null,
      state: this.stopping
        ? 'stopped'
        : child.exitCode === null && child.signalCode === null
          ? 'running'
          : 'restarting',
      restarts,
      startedAt: startedAt.toISOString(),
    }));
  }

  /** Asks every child to end, then ends those that do not within the time. */
  async stop({ timeoutMs = 12_000 } = {}): Promise<void> {
    this.stopping = true;
    await Promise.all([...this.children.values()].map(({ process: child }) => stopChild(child, timeoutMs)));
  }
}

function stopChild(child: ChildProcess, timeoutMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const force = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    child.once('exit', () => {
      clearTimeout(force);
      resolve();
    });
    child.kill('SIGTERM');
  });
}

/** In a child: end with the parent, so that killing it leaves no orphan. */
export function endWithParent(): void {
  process.on('disconnect', () => process.exit(0));
}
