import os from 'node:os';
import { RunCancelled, type Session } from '../runtime/session.js';
import { DeadlineExceeded, refusalOf, type QueueLimits } from './backpressure.js';
import { AdapterBank, type AdapterPlace, type EngineAdapter, type Factors } from './adapter-bank.js';
import { FairShare } from './fair-share.js';
import { KvCache, kvBytesPerToken, type CacheShape } from './kv-cache.js';
import { BLOCK_TOKENS, PrefixCache } from './prefix-cache.js';
import { CacheTooSmall, PromptTooLong, type EngineEvent, type EngineRequest } from './request.js';
import { RunningRequest } from './running-request.js';
import { admit, chunkOf, planRound, startingOrder, type RoundLimits } from './schedule.js';
import { StepRunner } from './step-runner.js';
import { Throughput } from './throughput.js';

export interface EngineOptions extends CacheShape {
  vocabulary: number;
  contextTokens: number;
  maxRunning?: number; // requests served together; others wait
  kvBytes?: number; // keys and values of those that run
  prefixBytes?: number; // of texts read before; 0: none are kept
  queue?: Partial<QueueLimits>;
}

/** What the engine takes and may take, for whoever sets its limits. */
export interface EngineMemory {
  kvBytesPerToken: number;
  kvLimitBytes: number;
  kvBytes: number;
  prefixLimitBytes: number;
  prefixBytes: number;
  adapterBytes: number; // of adapters' copies for runs whose rows have different ones
}

const DEFAULT_MAX_RUNNING = 16;
const DEFAULT_QUEUE: QueueLimits = { maxWaiting: 256, maxWaitingPerOwner: 32 };
const KV_SHARE = 1 / 8; // of the machine's memory
const PREFIX_SHARE = 1 / 64;
const MOST_CHECKED = 16; // positions of one guess
const MOST_GUESSING = 2; // more streams than this leave no time for guesses

/**
 * Longer chunks are no faster on a CPU and need more memory (measured, model/LOG.md). They are also the grain at which
 * a run can be cancelled where the adapter cannot end one early.
 */
const ROUND_LIMITS: Record<Session['adapter'], RoundLimits> = {
  'c-api': { chunkTokens: BLOCK_TOKENS / 2, aloneChunkTokens: 2 * BLOCK_TOKENS },
  binding: { chunkTokens: 32, aloneChunkTokens: 32 },
};

/** Ids in, ids out: serves many requests at once on one session. Knows no text. */
export class Engine {
  private waiting: RunningRequest[] = [];
  private running: RunningRequest[] = [];
  private readonly cache: KvCache;
  private readonly prefixes: PrefixCache;
  private readonly prefixBytes: number;
  private readonly steps: StepRunner;
  private readonly limits: RoundLimits;
  private readonly queue: QueueLimits;
  private readonly share = new FairShare();
  private readonly throughput = new Throughput();
  private loop: Promise<void> | undefined;
  private readonly betweenSteps: (() => void)[] = [];
  private adapters: AdapterBank | undefined;
  private nextId = 0;
  private turn = 0;
  private closed = false;

  constructor(
    session: Session,
    private readonly options: EngineOptions,
  ) {
    const { vocabulary, contextTokens } = options;
    const maxRows = options.maxRunning ?? DEFAULT_MAX_RUNNING;
    const bytesPerToken = kvBytesPerToken(options);
    const maxBytes = options.kvBytes ?? Math.max(os.totalmem() * KV_SHARE, contextTokens * bytesPerToken);
    this.prefixBytes = options.prefixBytes ?? os.totalmem() * PREFIX_SHARE;
    this.limits = ROUND_LIMITS[session.adapter];
    this.queue = { ...DEFAULT_QUEUE, ...options.queue };
    this.cache = new KvCache(session, options, { bytesPerToken, maxBytes, maxRows, contextTokens });
    this.prefixes = new PrefixCache((bytesPerToken / 4) * BLOCK_TOKENS, this.prefixBytes);
    const maxChunkTokens = Math.max(this.limits.aloneChunkTokens, MOST_CHECKED);
    this.steps = new StepRunner(session, this.cache, {
      vocabulary,
      maxRows,
      maxChunkTokens,
      maxChecked: MOST_CHECKED,
    });
  }

  get memory(): EngineMemory {
    const { bytesPerToken, maxBytes } = this.cache.limits;
    return {
      kvBytesPerToken: bytesPerToken,
      kvLimitBytes: maxBytes,
      kvBytes: this.cache.bytes,
      prefixLimitBytes: this.prefixBytes,
      prefixBytes: this.prefixes.bytes,
      adapterBytes: this.adapters?.bytes ?? 0,
    };
  }

  /**
   * Takes a variant of the graph that lets these places be adapted; adapters are added for it alone. Resolves when the
   * variant before it runs no more, and may be closed.
   */
  async adaptOn(session: Session, places: readonly AdapterPlace[]): Promise<void> {
    await this.between(() => {
      this.adapters?.release();
      this.adapters = new AdapterBank(session, places);
      this.steps.adaptOn({ session, bank: this.adapters });
    });
  }

  /** Puts an adapter into memory. `key` must never have meant other factors. */
  addAdapter(key: string, factors: ReadonlyMap<string, Factors>): EngineAdapter {
    if (!this.adapters) throw new Error('There is no graph yet that takes adapters.');
    return this.adapters.add(key, factors);
  }

  /** Frees an adapter of which no request runs or waits. */
  async removeAdapter(adapter: EngineAdapter): Promise<void> {
    await this.between(() => this.adapters!.remove(adapter));
  }

  /**
   * Continues a prompt. Ending the iteration early, or the signal, cancels the request. Throws `PromptTooLong`,
   * `CacheTooSmall` or `EngineBusy` at once; the iteration throws `DeadlineExceeded` when it is time.
   */
  generate(request: EngineRequest, signal?: AbortSignal): AsyncGenerator<EngineEvent, void> {
    const running = this.enqueue(request);
    const abort = () => running.abort();
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort, { once: true });
    this.loop ??= this.serve();
    return (async function* () {
      try {
        yield* running.events.drain();
      } finally {
        signal?.removeEventListener('abort', abort);
        abort();
      }
    })();
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const request of [...this.waiting, ...this.running]) request.abort();
    await this.loop;
    this.steps.release();
    this.adapters?.release();
    this.cache.free();
    this.prefixes.clear();
  }

  private enqueue(request: EngineRequest): RunningRequest {
    if (this.closed) throw new Error('The engine is closed.');
    if (request.promptIds.length === 0) throw new Error('The prompt is empty.');
    const room = this.options.contextTokens - request.promptIds.length;
    if (room < 1) throw new PromptTooLong(request.promptIds.length, this.options.contextTokens);
    const running = new RunningRequest(this.nextId++, request, Math.min(request.maxTokens, room));
    this.requireRoom(running);
    this.waiting.push(running);
    return running;
  }

  private requireRoom({ capacity, owner, request }: RunningRequest): void {
    const { bytesPerToken, maxBytes } = this.cache.limits;
    if (!this.cache.couldHold(capacity))
      throw new CacheTooSmall(capacity, capacity * bytesPerToken, maxBytes);
    const waiting = this.waiting.filter(({ finished }) => !finished);
    const ahead = [...waiting, ...this.running.filter(({ finished }) => !finished)];
    const refusal = refusalOf(
      {
        owners: waiting.map((one) => one.owner),
        tokensAhead: ahead.reduce((sum, { prefillLeft, tokensLeft }) => sum + prefillLeft + tokensLeft, 0),
        tokensPerMs: this.throughput.tokensPerMs,
      },
      { owner, deadlineMs: request.deadlineMs },
      this.queue,
    );
    if (refusal) throw refusal;
  }

  /** Does something that no step may meanwhile see. */
  private between(change: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.betweenSteps.push(() => {
        try {
          resolve(change());
        } catch (error) {
          reject(error as Error);
        }
      });
      if (!this.loop) this.changeBetweenSteps();
    });
  }

  private changeBetweenSteps(): void {
    for (const change of this.betweenSteps.splice(0)) change();
  }

  private async serve(): Promise<void> {
    await Promise.resolve(); // so that the loop is known before it can end
    while (this.waiting.length || this.running.length || this.betweenSteps.length) {
      this.changeBetweenSteps();
      this.sweep();
      this.startWaiting();
      const { share } = this;
      const started = performance.now();
      const { decode, prefill } = planRound(this.running, this.limits, { turn: this.turn++, share });
      const tokens = await this.decode(this.running.filter(({ id }) => decode.includes(id)));
      const reading = this.running.find(({ id }) => id === prefill?.id);
      if (reading) await this.read(reading, prefill!.tokens);
      this.throughput.add(tokens + (prefill?.tokens ?? 0), performance.now() - started);
    }
    this.loop = undefined; // at once: who comes now starts another
  }

  /** Frees what has ended. Only between steps, because a step may still write into its rows. */
  private sweep(): void {
    for (const request of [...this.waiting, ...this.running])
      if (request.isLate && !request.finished)
        request.fail(new DeadlineExceeded(request.request.deadlineMs!));
    for (const request of this.running) if (request.finished) this.end(request);
    this.running = this.running.filter(({ finished }) => !finished);
    this.waiting = this.waiting.filter(({ finished }) => !finished);
  }

  private end(request: RunningRequest): void {
    this.keepPrefix(request);
    this.cache.release(request.lease!);
  }

  private startWaiting(): void {
    if (this.waiting.length === 0) return;
    this.share.present([...this.waiting, ...this.running].map(({ owner }) => owner));
    const nowMs = performance.now();
    const order = startingOrder(this.waiting, this.running, { nowMs, share: this.share });
    const started = admit(order, nowMs, ({ id }) => this.tryStart(this.waiting.find((w) => w.id === id)!));
    const ids = new Set(started.map(({ id }) => id));
    this.running.push(...this.waiting.filter(({ id, finished }) => ids.has(id) && !finished));
    this.waiting = this.waiting.filter(({ id }) => !ids.has(id));
  }

  private tryStart(request: RunningRequest): boolean {
    try {
      const lease = this.cache.lease(request.capacity);
      if (lease) request.start(lease);
      return lease !== undefined;
    } catch (error) {
      request.fail(error); // the system has no such memory
      return true;
    }
  }

  /** Gives each of the requests its next token, or several; returns how many that were. */
  private async decode(requests: readonly RunningRequest[]): Promise<number> {
    const before = requests.reduce((sum, { ids }) => sum + ids.length, 0);
    const together = requests.filter(({ request }) => !request.speculate);
    if (together.length) await this.attempt(together, () => this.step(together));
    const busy = requests.length > MOST_GUESSING;
    for (const request of requests)
      if (request.request.speculate) await this.attempt([request], () => this.check(request, busy));
    return requests.reduce((sum, { ids }) => sum + ids.length, 0) - before;
  }

  private async attempt(requests: readonly RunningRequest[], run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      for (const request of requests) if (!(error instanceof RunCancelled)) request.fail(error);
    }
  }

  /** One run for all: each gets a token. */
  private async step(requests: RunningRequest[]): Promise<void> {
    this.cache.compact(new Set(requests.map(({ lease }) => lease!)));
    requests.sort((a, b) => a.lease!.row - b.lease!.row);
    const logits = await this.steps.decode(
      requests.map(({ lease }) => lease!),
      requests.map(({ ids }) => ids.at(-1)!),
      requests.map(({ request }) => request.adapter),
    );
    requests.forEach((request, i) => {
      request.advance(logits[i]!);
      this.share.charge(request.owner, 1);
    });
  }

  /**
   * Runs the last token and its guessed successors at once. Each position's token is then chosen as ever, so what
   * comes out does not depend on the guess; a guess only saves the steps up to the first that was wrong. Without a
   * guess there is still a second token, for a run of one would round otherwise (see `chunkOf`).
   */
  private async check(request: RunningRequest, busy: boolean): Promise<void> {
    if (request.finished) return;
    const { ids, drafts, tokensLeft, stepOptions } = request;
    const lease = request.lease!;
    const known = lease.length;
    const last = ids.at(-1)!;
    const draft = drafts.propose(ids, busy ? 1 : Math.min(MOST_CHECKED, tokensLeft) - 1);
    const logits = await this.steps.check(lease, draft.length ? [last, ...draft] : [last, last], stepOptions);
    let right = 0;
    while (request.advance(logits[right]!) === draft[right] && right < draft.length) {
      right++;
      drafts.guesses.right++;
      if (request.finished) break;
    }
    lease.length = known + 1 + right;
    drafts.learn(draft.length, right);
    this.share.charge(request.owner, 1 + right);
  }

  /** Takes what is known of the prompt from the prefix cache, then reads a chunk of the rest. */
  private async read(request: RunningRequest, tokens: number): Promise<void> {
    if (request.finished) return;
    const lease = request.lease!;
    this.takePrefix(request);
    const { promptIds } = request.request;
    const chunk = promptIds.slice(lease.length, lease.length + chunkOf(request.prefillLeft, tokens));
    try {
      const logits = await this.steps.prefill(lease, chunk, request.stepOptions);
      this.share.charge(request.owner, chunk.length);
      this.keepPrefix(request);
      if (request.prefillLeft === 0) request.advance(logits);
    } catch (error) {
      if (!(error instanceof RunCancelled)) request.fail(error);
    }
  }

  /** Leaves two tokens of the prompt to be read: the last one's logits are needed, and see `chunkOf`. */
  private takePrefix(request: RunningRequest): void {
    const { prefix } = request;
    const lease = request.lease!;
    if (prefix.tokens !== lease.length) return;
    const known = request.ids.slice(0, request.promptTokens - 2);
    for (let block = this.prefixes.next(prefix, known); block; block = this.prefixes.next(prefix, known)) {
      this.cache.write(lease, lease.length, block);
      lease.length = prefix.tokens;
      request.cachedTokens += BLOCK_TOKENS;
    }
  }

  /** Keeps only what a later prompt would come to itself, bit for bit: nothing from runs of single tokens. */
  private keepPrefix({ prefix, ids, lease, promptTokens, request }: RunningRequest): void {
    const known = ids.slice(0, request.speculate ? lease!.length : Math.min(lease!.length, promptTokens));
    while (this.prefixes.store(prefix, known, (data) => this.cache.read(lease!, prefix.tokens, data)));
  }
}
