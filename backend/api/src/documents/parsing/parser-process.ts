import { spawn, type ChildProcess } from 'node:child_process';
import { createReadStream, type ReadStream } from 'node:fs';
import type { Writable } from 'node:stream';
import type { Block, ParsedSummary } from '../block.js';
import type { ParseLimits } from '../parsers/limits.js';
import { ParseFailure } from '../parsers/parse-failure.js';
import { MemoryWatch } from './memory-watch.js';
import { parserCommand } from './parser-command.js';
import { isReply, type ParserRequest } from './protocol.js';
import { ReplyQueue } from './reply-queue.js';

export interface ProcessLimits {
  /** Resident memory of the parser process. */
  maxMemoryBytes: number;
  /** Working time for one document. */
  timeoutMs: number;
}

export interface FileToParse {
  path: string;
  fileName: string;
  size: number;
  limits: ParseLimits;
  timeoutMs: number;
  onProgress?: (share: number) => void;
  signal?: AbortSignal;
}

const START_TIMEOUT_MS = 60_000;

/** One child that parses one document at a time. Whatever happens to it becomes a `ParseFailure` here. */
export class ParserProcess {
  readonly child: ChildProcess;
  private readonly replies = new ReplyQueue();
  private readonly watch: MemoryWatch;
  private failure: ParseFailure | undefined;
  private errors = '';
  private feeding: ReadStream | undefined;
  documents = 0;

  /** `entry` is another program that speaks the same protocol. */
  constructor(
    readonly maxMemoryBytes: number,
    entry?: string,
  ) {
    const command = parserCommand(Math.round((maxMemoryBytes * 0.7) / 1024 / 1024), entry);
    this.child = spawn(command.file, command.args, {
      cwd: command.cwd,
      env: {},
      stdio: ['pipe', 'ignore', 'pipe', 'ipc'],
      serialization: 'json',
    });
    this.watch = new MemoryWatch(this.child.pid ?? 0, maxMemoryBytes, () => void this.kill(outOfMemory()));
    this.listen();
  }

  private listen(): void {
    const { child } = this;
    child.on('message', (reply: unknown) => (isReply(reply) ? this.replies.push(reply) : void this.kill()));
    child.on('error', () => this.end(crashed()));
    child.on('close', (code, signal) => this.end(this.failure ?? deathOf(code, signal, this.errors)));
    child.stdin?.on('error', () => {}); // it died: `close` says why
    child.stderr?.on('data', (text: Buffer) => (this.errors = (this.errors + text.toString()).slice(-4000)));
    child.unref();
    child.channel?.unref();
    for (const stream of [child.stdin, child.stderr])
      (stream as unknown as { unref?: () => void })?.unref?.();
  }

  get alive(): boolean {
    return !this.replies.ended;
  }

  /** The blocks of one file, then its summary. After a failure or an early end the process is gone. */
  async *parse(file: FileToParse): AsyncGenerator<Block, ParsedSummary> {
    const abort = (): void => void this.kill();
    file.signal?.addEventListener('abort', abort, { once: true });
    this.documents++;
    let finished = false;
    try {
      this.send({ kind: 'parse', fileName: file.fileName, size: file.size, limits: file.limits });
      this.feed(file);
      const summary = yield* this.receive(file);
      finished = true;
      return summary;
    } catch (error) {
      file.signal?.throwIfAborted();
      finished = error instanceof ParseFailure && HARMLESS.has(error.code);
      throw error;
    } finally {
      file.signal?.removeEventListener('abort', abort);
      if (!finished) this.kill();
    }
  }

  private async *receive(file: FileToParse): AsyncGenerator<Block, ParsedSummary> {
    let left = file.timeoutMs + (this.documents === 1 ? START_TIMEOUT_MS : 0);
    for (;;) {
      const asked = performance.now();
      const reply = await this.replies.next(left);
      left -= performance.now() - asked; // only time spent waiting counts: a slow receiver is not the file's fault
      if (!reply) throw this.kill(timedOut(file.timeoutMs));
      if (reply.kind === 'ready') left = file.timeoutMs;
      else if (reply.kind === 'progress') file.onProgress?.(reply.share);
      else if (reply.kind === 'blocks') {
        yield* reply.blocks;
        this.send({ kind: 'more' });
      } else if (reply.kind === 'done') return reply.summary;
      else throw Object.assign(new ParseFailure(reply.code, reply.reason), { detail: reply.detail });
    }
  }

  /** The file's bytes go through a pipe: the child opens no path that a person chose. */
  private feed({ path, size }: FileToParse): void {
    const { stdin } = this.child;
    if (!stdin || size === 0) return;
    let sent = 0;
    const stream = createReadStream(path, { end: size - 1, highWaterMark: 1024 * 1024 });
    stream.on('data', (slice) => (sent += slice.length));
    stream.on('error', () => this.kill(unreadable()));
    stream.on('end', () => sent < size && this.kill(unreadable()));
    stream.pipe(stdin as Writable, { end: false });
    this.feeding = stream;
  }

  /** Ends the process; the document that it was reading fails for this reason. */
  kill(failure = crashed()): ParseFailure {
    this.failure ??= failure;
    this.child.kill('SIGKILL');
    this.replies.abandon(this.failure);
    this.end(this.failure);
    return this.failure;
  }

  private end(failure: ParseFailure): void {
    this.watch.stop();
    this.feeding?.destroy();
    this.replies.end(failure);
  }

  private send(request: ParserRequest): void {
    if (this.child.connected) this.child.send(request, () => {}); // a lost channel shows as `close`
  }

  /** Resident memory now. */
  memoryBytes(): Promise<number> {
    return this.watch.look();
  }
}

/** After these the process is as good as new. */
const HARMLESS = new Set(['unsupported-format', 'needs-password', 'empty', 'no-text']);

function crashed(): ParseFailure {
  return new ParseFailure(
    'parser-crashed',
    'This file stopped the reader. Open it in its own program, save it again, and upload that copy.',
  );
}

function outOfMemory(): ParseFailure {
  return new ParseFailure(
    'out-of-memory',
    'This file needs more memory than one file may use. Split it into smaller files.',
  );
}

function timedOut(timeoutMs: number): ParseFailure {
  return new ParseFailure(
    'timed-out',
    `This file could not be read within ${Math.round(timeoutMs / 1000)} seconds. Split it into smaller files or save it again.`,
  );
}

function unreadable(): ParseFailure {
  return new ParseFailure('damaged', 'The stored file could not be read to its end. Upload it again.');
}

/** A heap that ran full ends in an abort that says so on standard error. */
function deathOf(code: number | null, signal: NodeJS.Signals | null, errors: string): ParseFailure {
  const heap = /heap out of memory|allocation failed|Array buffer allocation failed/i.test(errors);
  const aborted = signal === 'SIGABRT' || signal === 'SIGTRAP' || code === 134;
  if (heap || (aborted && /heap|memory/i.test(errors))) return outOfMemory();
  return Object.assign(crashed(), { detail: errors });
}
