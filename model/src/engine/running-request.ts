import { EventQueue } from './event-queue.js';
import type { KvLease } from './kv-cache.js';
import { LogProbReader } from './log-probs.js';
import { PrefixCache, type PrefixCursor } from './prefix-cache.js';
import { Drafter } from './prompt-lookup.js';
import type { EngineEvent, EngineRequest, FinishReason } from './request.js';
import { Sampler } from './sampler.js';
import type { Priority, Progress, Waiting } from './schedule.js';

/** A request inside the engine: where it stands, its cache, and the events that its caller awaits. */
export class RunningRequest implements Progress, Waiting {
  readonly events = new EventQueue<EngineEvent>();
  readonly cancel = new AbortController();
  readonly capacity: number;
  readonly owner: string;
  readonly priority: Priority;
  readonly arrivedMs = performance.now();
  readonly ids: number[]; // the prompt, then what was chosen
  readonly prefix: PrefixCursor;
  readonly drafts = new Drafter();
  lease: KvLease | undefined;
  finished = false;
  cachedTokens = 0;
  private readonly sampler: Sampler;
  private startedMs: number | undefined;
  private firstTokenMs: number | undefined;
  private lastTokenMs: number | undefined;

  constructor(
    readonly id: number,
    readonly request: EngineRequest,
    maxTokens: number,
  ) {
    this.ids = [...request.promptIds];
    this.capacity = this.ids.length + maxTokens;
    this.owner = request.owner ?? '';
    this.priority = request.priority ?? 'interactive';
    this.prefix = PrefixCache.cursor(request.adapter?.key ?? '');
    this.sampler = new Sampler(request.sampling, request.promptIds);
  }

  get promptTokens(): number {
    return this.request.promptIds.length;
  }

  get prefillLeft(): number {
    return this.promptTokens - Math.min(this.lease?.length ?? 0, this.promptTokens);
  }

  get tokensLeft(): number {
    return this.capacity - this.ids.length;
  }

  get stepOptions() {
    return { adapter: this.request.adapter, signal: this.cancel.signal };
  }

  get isLate(): boolean {
    const { deadlineMs } = this.request;
    return deadlineMs !== undefined && performance.now() - this.arrivedMs > deadlineMs;
  }

  start(lease: KvLease): void {
    this.lease = lease;
    this.startedMs = performance.now();
  }

  /** Takes the next token from the logits, which it may change, and ends where it must. Returns the token. */
  advance(logits: Float32Array): number | undefined {
    if (this.finished) return undefined; // cancelled while the step ran
    const { constraint, logProbs, endTokens } = this.request;
    const reader = logProbs === undefined ? undefined : new LogProbReader(logits.slice());
    constraint?.apply(logits, this.tokensLeft);
    const id = this.sampler.sample(logits);
    constraint?.accept(id);
    this.ids.push(id);
    this.lastTokenMs = performance.now();
    this.firstTokenMs ??= this.lastTokenMs;
    this.events.push({ type: 'token', id, ...(reader && { logProbs: reader.report(id, logProbs!) }) });
    if (endTokens.has(id) || constraint?.done) this.finish('stop');
    else if (this.ids.length >= this.capacity) this.finish('length');
    return id;
  }

  /** Ends the request at once and the chunk that may be running for it. */
  abort(): void {
    this.finish('cancelled');
    this.cancel.abort();
  }

  finish(reason: FinishReason): void {
    if (this.finished) return;
    this.finished = true;
    const { promptTokens, cachedTokens, drafts } = this;
    const timings = this.timings();
    this.events.push({
      type: 'finish',
      reason,
      promptTokens,
      cachedTokens,
      guesses: { ...drafts.guesses },
      timings,
    });
    this.events.end();
  }

  fail(error: unknown): void {
    this.finished = true;
    this.events.fail(error);
  }

  private timings() {
    const now = performance.now();
    const started = this.startedMs ?? now;
    const first = this.firstTokenMs ?? now;
    return {
      queueMs: started - this.arrivedMs,
      prefillMs: first - started,
      decodeMs: (this.lastTokenMs ?? now) - first,
    };
  }
}
