import { stat } from 'node:fs/promises';
import type { Block, ParsedSummary } from '../block.js';
import { DEFAULT_LIMITS, type ParseLimits } from '../parsers/limits.js';
import { tooLarge } from '../parsers/parse-document.js';
import { ParseFailure } from '../parsers/parse-failure.js';
import { ParserProcess, type FileToParse, type ProcessLimits } from './parser-process.js';

export interface ParseFileOptions {
  signal?: AbortSignal;
  /** Share of the file that has been read, 0 to 1. */
  onProgress?: (share: number) => void;
  limits?: Partial<ParseLimits & ProcessLimits>;
}

export interface PoolOptions {
  /** Documents parsed at the same time. */
  maxProcesses: number;
  /** A process is replaced after this many documents. */
  maxDocuments: number;
  /** An unused process ends after this time. */
  idleMs: number;
  /** Another program than the parser, for tests of what a taken-over parser may do. */
  entry?: string;
}

const MB = 1024 * 1024;

export const DEFAULT_PROCESS_LIMITS: ProcessLimits = { maxMemoryBytes: 600 * MB, timeoutMs: 120_000 };
const DEFAULT_POOL: PoolOptions = { maxProcesses: 2, maxDocuments: 50, idleMs: 60_000 };
/** Large files may take longer. */
const EXTRA_MS_PER_MB = 2_000;

/** Parser processes, kept warm between documents and replaced after failures. */
export class ParserPool {
  private readonly options: PoolOptions;
  private readonly idle: { process: ParserProcess; timer: NodeJS.Timeout }[] = [];
  private readonly waiting: (() => void)[] = [];
  private readonly busy = new Set<ParserProcess>();
  private running = 0;
  /** Processes started so far. */
  started = 0;

  constructor(options: Partial<PoolOptions> = {}) {
    this.options = { ...DEFAULT_POOL, ...options };
  }

  /**
   * The blocks of a file in reading order, then its summary. Throws a `ParseFailure` when the file cannot be read, and
   * the signal's reason when it is aborted. `fileName` only tells the kind and the name of a single sheet.
   */
  async *parseFile(
    path: string,
    fileName: string,
    options: ParseFileOptions = {},
  ): AsyncGenerator<Block, ParsedSummary> {
    const limits = { ...DEFAULT_LIMITS, ...DEFAULT_PROCESS_LIMITS, ...options.limits };
    options.signal?.throwIfAborted();
    const { size } = await stat(path);
    if (size > limits.maxBytes) throw tooLarge(limits.maxBytes);
    if (size === 0) throw new ParseFailure('empty', 'This file is empty.');
    const timeoutMs = limits.timeoutMs + (size / MB) * EXTRA_MS_PER_MB;
    return yield* this.inProcess(limits.maxMemoryBytes, {
      ...options,
      path,
      fileName,
      size,
      limits,
      timeoutMs,
    });
  }

  /** Process ids of all that are running now. */
  pids(): number[] {
    return [...this.busy, ...this.idle.map(({ process }) => process)].flatMap(({ child }) => child.pid ?? []);
  }

  /** Starts a process now, so that the first document does not wait for it. */
  warm(): void {
    if (this.idle.length === 0 && this.running === 0)
      this.keep(this.start(DEFAULT_PROCESS_LIMITS.maxMemoryBytes));
  }

  /** Ends all processes; documents being read fail. */
  close(): void {
    for (const { process, timer } of this.idle.splice(0)) {
      clearTimeout(timer);
      process.kill();
    }
    for (const process of this.busy) process.kill();
  }

  private async *inProcess(maxMemoryBytes: number, file: FileToParse): AsyncGenerator<Block, ParsedSummary> {
    await this.turn();
    let process: ParserProcess | undefined;
    try {
      file.signal?.throwIfAborted();
      process = this.take(maxMemoryBytes);
      this.busy.add(process);
      return yield* process.parse(file);
    } finally {
      if (process) await this.putBack(process);
      this.running--;
      this.waiting.shift()?.();
    }
  }

  /** Waits until fewer documents are being read than may be. */
  private async turn(): Promise<void> {
    while (this.running >= this.options.maxProcesses)
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.running++;
  }

  private start(maxMemoryBytes: number): ParserProcess {
    this.started++;
    return new ParserProcess(maxMemoryBytes, this.options.entry);
  }

  private take(maxMemoryBytes: number): ParserProcess {
    const at = this.idle.findIndex(
      ({ process }) => process.alive && process.maxMemoryBytes === maxMemoryBytes,
    );
    if (at < 0) return this.start(maxMemoryBytes);
    const [found] = this.idle.splice(at, 1);
    clearTimeout(found!.timer);
    return found!.process;
  }

  /** A process that failed, has done enough, or grew large is not used again. */
  private async putBack(process: ParserProcess): Promise<void> {
    this.busy.delete(process);
    if (!process.alive) return;
    const isLarge = (await process.memoryBytes()) > process.maxMemoryBytes * 0.6;
    if (
      isLarge ||
      process.documents >= this.options.maxDocuments ||
      this.idle.length >= this.options.maxProcesses
    )
      process.kill();
    else this.keep(process);
  }

  private keep(process: ParserProcess): void {
    const timer = setTimeout(() => {
      process.kill();
      this.idle.splice(
        this.idle.findIndex((one) => one.process === process),
        1,
      );
    }, this.options.idleMs);
    timer.unref();
    this.idle.push({ process, timer });
  }
}

const shared = new ParserPool();

/** `ParserPool.parseFile` of the pool that the whole process shares. */
export function parseFile(
  path: string,
  fileName: string,
  options?: ParseFileOptions,
): AsyncGenerator<Block, ParsedSummary> {
  return shared.parseFile(path, fileName, options);
}

/** Ends the shared pool's processes. */
export function closeParsers(): void {
  shared.close();
}
