import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { PeakMemory } from '../../support/process-memory.js';
import { descendants } from '../../support/product.js';
import { CannotMeasureError } from '../bench.js';
import type { Extraction } from './extraction.js';

/** A reader that takes paths on its standard input and prints one JSON object for each. */
export interface ReaderCommand {
  name: string;
  file: string;
  args: string[];
  cwd?: string;
  /** Processes whose memory counts. */
  measured(pid: number): number[];
  toExtraction(line: Record<string, unknown>): Omit<Extraction, 'file' | 'bytes'>;
}

/** Only what its processes below took, without the command that prints. */
export const belowOnly = (pid: number): number[] => descendants(pid);

/** Reads files one after the other and gives each result as it comes, in order. */
export async function* readFiles(
  command: ReaderCommand,
  files: { file: string; path: string; bytes: number }[],
  onPeak: (peakMb: number) => void,
): AsyncGenerator<Extraction> {
  const child = spawn(command.file, command.args, { cwd: command.cwd, stdio: ['pipe', 'pipe', 'pipe'] });
  const errors = collectErrors(child);
  const memory = new PeakMemory(() => (child.pid ? command.measured(child.pid) : []), 250);
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const ask = async (path: string): Promise<IteratorResult<string>> => {
    child.stdin!.write(`${path}\n`);
    return lines.next();
  };
  try {
    if (files[0]) await ask(files[0].path); // so that no figure holds the reader's start
    for (const { file, path, bytes } of files) {
      const next = await ask(path);
      if (next.done) throw new CannotMeasureError(`${command.name} ended at ${file}: ${errors()}`);
      yield { file, bytes, ...command.toExtraction(JSON.parse(next.value) as Record<string, unknown>) };
    }
  } finally {
    onPeak(memory.stop());
    child.stdin!.end();
    child.kill();
  }
}

function collectErrors(child: ChildProcess): () => string {
  let text = '';
  child.stderr!.on('data', (data: Buffer) => (text = (text + data.toString()).slice(-2000)));
  child.stdin!.on('error', () => {}); // it ended: its last words say why
  child.on('error', (error) => (text += error.message));
  return () => text.trim().split('\n').at(-1) ?? '';
}
