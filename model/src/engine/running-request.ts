import { EventQueue } from './event-queue.js';
import type { CacheLease } from './kv-cache.js';
import type { EngineEvent, EngineRequest, FinishReason } from './request.js';
import { Sampler } from './sampler.js';
import type { Progress } from './step-plan.js';

/** A request inside the engine: where it stands, its cache, and the events that its caller awaits. */
export class RunningRequest implements Progress {
  readonly events = new EventQueue<EngineEvent>();
  readonly cancel = new AbortController();
  readonly capacity: number; // cache positions that it may come to need
  lease: CacheLease | undefined;
  finished = false;
  lastToken = 0;
  private readonly sampler: Sampler;
  private readonly arrived = performance.now();
  private started: number | undefined;
  private firstToken: number | undefined;
  private lastTokenAt: number | undefined;
  private generated = 0;

  constructor(
    readonly id: number,
    readonly request: EngineRequest,
    private readonly maxTokens: number,
  ) {
    this.capacity = request.promptIds.length + maxTokens;
    this.sampler = new Sampler(request.sampling, request.promptIds);
  }

  get prefillLeft(): number {
    return this.request.promptIds.length - Math.min(this.lease?.length ?? 0, this.request.promptIds.length);
  }

  start(lease: CacheLease): void {
    this.lease = lease;
    this.started = performance.now();
  }

  /** Takes the next token from the logits and ends where it must. */
  advance(logits: Float32Array): void {
    if (this.finished) return; // cancelled while the step ran
    const id = this.sampler.sample(logits);
    this.lastToken = id;
    this.generated++;
    this.lastTokenAt = performance.now();
    this.firstToken ??= this.lastTokenAt;
    this.events.push({ type: 'token', id });
    if (this.request.endTokens.has(id)) this.finish('stop');
    else if (this.generated >= this.maxTokens) this.finish('length');
  }

  /** Ends the request at once and the step that may be running for it. */
  abort(): void {
    this.finish('cancelled');
    this.cancel.abort();
  }

  finish(reason: FinishReason): void {
    if (this.finished) return;
    this.finished = true;
    this.events.push({
      type: 'finish',
      reason,
      promptTokens: this.request.promptIds.length,
      timings: this.timings(),
    });
    this.events.end();
  }

  fail(error: unknown): void {
    this.finished = true;
    this.events.fail(error);
  }

  private timings() {
    const now = performance.now();
    const started = this.started ?? now;
    const first = this.firstToken ?? now;
    return {
      queueMs: started - this.arrived,
      prefillMs: first - started,
      decodeMs: (this.lastTokenAt ?? now) - first,
    };
  }
}
