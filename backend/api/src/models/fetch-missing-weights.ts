import { Configuration, type LoadedSettings, type Settings } from '../platform/index.js';
import { ModelStore } from './model-store.js';
import type { PullProgress } from './pull.js';

/**
 * Before the first start: fetches the configured weights that are not there, with a progress bar. Without them the
 * product starts all the same (answers quote, search is by words), so a failure is told and not fatal.
 */
export async function fetchMissingWeights(
  settings: Settings,
  out: NodeJS.WriteStream = process.stderr,
): Promise<void> {
  const store = new ModelStore(
    new Configuration({ settings, sources: {} as LoadedSettings['sources'], file: null }, 'api'),
  );
  for (const id of new Set([settings.embedder, settings.generator])) {
    const model = store.find(id);
    if (!model || model.installed) continue;
    const bar = new ProgressBar(model.name, out);
    try {
      await store.pull(id, { onProgress: (progress) => bar.show(progress) });
      bar.end('done');
    } catch (error) {
      bar.end('not fetched');
      out.write(`${(error as { detail?: string }).detail ?? (error as Error).message}\n`);
    }
  }
}

const EVERY_MS = 2_000;

/** One line that is redrawn in a terminal, or a line now and then in a log. */
export class ProgressBar {
  private lastAt = -Infinity;
  private line = '';

  constructor(
    private readonly name: string,
    private readonly out: NodeJS.WriteStream,
  ) {}

  show(progress: PullProgress): void {
    this.line = describe(this.name, progress);
    const now = performance.now();
    if (this.out.isTTY) this.out.write(`\r\u001b[2K${this.line}`);
    else if (now - this.lastAt >= EVERY_MS) {
      this.lastAt = now;
      this.out.write(`${this.line}\n`);
    }
  }

  end(word: string): void {
    this.out.write(`${this.out.isTTY ? '\r\u001b[2K' : ''}${this.name}: ${word}\n`);
  }
}

const mb = (bytes: number): string => (bytes / 1e6).toFixed(0);

export function describe(name: string, progress: PullProgress): string {
  const { stage, receivedBytes, totalBytes, bytesPerS, secondsLeft } = progress;
  if (stage === 'checking') return `${name}: checking`;
  const share = totalBytes ? Math.min(1, receivedBytes / totalBytes) : 0;
  const bar = '█'.repeat(Math.round(share * 20)).padEnd(20, '░');
  const left = secondsLeft === null ? '' : `, ${secondsLeft} s left`;
  return `${name} ${bar} ${mb(receivedBytes)} of ${mb(totalBytes)} MB, ${(bytesPerS / 1e6).toFixed(1)} MB/s${left}`;
}
