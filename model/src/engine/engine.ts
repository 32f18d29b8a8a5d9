import { RunCancelled, type Session } from '../runtime/session.js';
import { KvCache, type CacheShape } from './kv-cache.js';
import { PromptTooLong, type EngineEvent, type EngineRequest } from './request.js';
import { RunningRequest } from './running-request.js';
import { admit, planRound, type PlanLimits, type Step } from './step-plan.js';
import { StepRunner } from './step-runner.js';

export interface EngineOptions extends CacheShape {
  vocabulary: number;
  contextTokens: number;
  maxRunning?: number; // requests served in turn; others wait
}

const DEFAULT_MAX_RUNNING = 4;
const CACHED_CONTEXTS = 2; // memory for this many full contexts, shared by all running requests

/**
 * Longer chunks are no faster on a CPU and need more memory (measured, model/LOG.md). They are also the grain at which
 * a run can be cancelled where the adapter cannot end one early.
 */
const PLAN_LIMITS: Record<Session['adapter'], PlanLimits> = {
  'c-api': { decodeBatch: 1, chunkTokens: 64, aloneChunkTokens: 128 },
  binding: { decodeBatch: 1, chunkTokens: 32, aloneChunkTokens: 32 },
};

/** Ids in, ids out: serves several requests in turn on one session. Knows no text. */
export class Engine {
  private readonly waiting: RunningRequest[] = [];
  private running: RunningRequest[] = [];
  private readonly cache: KvCache;
  private readonly steps: StepRunner;
  private readonly limits: PlanLimits;
  private loop: Promise<void> | undefined;
  private nextId = 0;
  private closed = false;

  constructor(
    session: Session,
    private readonly options: EngineOptions,
  ) {
    this.limits = PLAN_LIMITS[session.adapter];
    this.steps = new StepRunner(session, options.vocabulary, this.limits.aloneChunkTokens);
    const slots = options.maxRunning ?? DEFAULT_MAX_RUNNING;
    this.cache = new KvCache(session, options, { slots, tokens: CACHED_CONTEXTS * options.contextTokens });
  }

  /** Continues a prompt. Ending the iteration early, or the signal, cancels the request. */
  async *generate(request: EngineRequest, signal?: AbortSignal): AsyncGenerator<EngineEvent, void> {
    const running = this.enqueue(request);
    const abort = () => running.abort();
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort, { once: true });
    this.loop ??= this.serve().finally(() => (this.loop = undefined));
    try {
      yield* running.events.drain();
    } finally {
      signal?.removeEventListener('abort', abort);
      abort();
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const request of [...this.waiting, ...this.running]) request.abort();
    await this.loop;
    this.steps.release();
  }

  private enqueue(request: EngineRequest): RunningRequest {
    if (this.closed) throw new Error('The engine is closed.');
    if (request.promptIds.length === 0) throw new Error('The prompt is empty.');
    const room = this.options.contextTokens - request.promptIds.length;
    if (room < 1) throw new PromptTooLong(request.promptIds.length, this.options.contextTokens);
    const running = new RunningRequest(this.nextId++, request, Math.min(request.maxTokens, room));
    this.waiting.push(running);
    return running;
  }

  private async serve(): Promise<void> {
    while (this.waiting.length || this.running.length) {
      this.sweep();
      this.startWaiting();
      for (const step of planRound(this.running, this.limits)) await this.execute(step);
    }
  }

  private startWaiting(): void {
    const count = admit(
      this.waiting.map(({ capacity }) => capacity),
      this.cache.free,
    );
    for (const request of this.waiting.splice(0, count)) {
      request.start(this.cache.lease(request.capacity));
      this.running.push(request);
    }
  }

  /** Frees the caches of what has ended. Only between steps, because a step may still write into them. */
  private sweep(): void {
    for (const request of this.running) if (request.finished) request.lease?.release();
    this.running = this.running.filter(({ finished }) => !finished);
    const left = this.waiting.filter(({ finished }) => !finished);
    this.waiting.splice(0, this.waiting.length, ...left);
  }

  private async execute(step: Step): Promise<void> {
    for (const id of step.kind === 'decode' ? step.ids : [step.id]) {
      const request = this.running.find((r) => r.id === id)!;
      if (request.finished) continue;
      try {
        await this.advance(request, step);
      } catch (error) {
        if (!(error instanceof RunCancelled)) request.fail(error);
      }
    }
  }

  private async advance(request: RunningRequest, step: Step): Promise<void> {
    const lease = request.lease!;
    const { signal } = request.cancel;
    if (step.kind === 'decode') {
      request.advance(await this.steps.decode(lease, request.lastToken, signal));
      return;
    }
    const chunk = request.request.promptIds.slice(lease.length, lease.length + step.tokens);
    const logits = await this.steps.prefill(lease, chunk, signal);
    if (request.prefillLeft === 0) request.advance(logits);
  }
}
