import type { Binding, Feeds, Session, Tensor } from '../runtime/session.js';
import type { AdapterBank, EngineAdapter } from './adapter-bank.js';
import type { KvCache, KvLease } from './kv-cache.js';

export interface StepLimits {
  vocabulary: number;
  maxRows: number; // requests in one decode step
  maxChunkTokens: number;
  maxChecked: number; // positions of a chunk whose logits may be asked for
}

interface StepOptions {
  adapter: EngineAdapter | undefined;
  signal: AbortSignal;
}

/** A variant of the graph that takes adapters, and those that there are. */
export interface AdaptedGraph {
  session: Session;
  bank: AdapterBank;
}

/** What a run is over: rows of the cache from `row` on, tokens of each, and positions whose logits are asked for. */
interface RunShape {
  row: number;
  batch: number;
  time: number;
  count: number;
  adapters: readonly (EngineAdapter | undefined)[]; // of each row
}

/** A run of one shape over certain rows of the cache, made once and used again. */
interface Bound {
  session: Session;
  binding: Binding;
  views: Tensor[];
  generation: number;
}

const KEPT_BINDINGS = 32;

/** Runs single steps of one decoder graph on the cache. The only part of the engine that knows the graph's inputs. */
export class StepRunner {
  private readonly ids: Tensor<'i64'>;
  private readonly lastPositions: Tensor<'i32'>;
  private readonly longest: Tensor<'i32'>;
  private readonly rows: Tensor<'i64'>;
  private readonly logits: Tensor<'f32'>;
  private readonly bound = new Map<string, Bound>();
  private adapted: AdaptedGraph | undefined;

  constructor(
    private readonly session: Session,
    private readonly cache: KvCache,
    private readonly limits: StepLimits,
  ) {
    const positions = Math.max(limits.maxRows, limits.maxChecked, 2);
    this.ids = session.allocate('i64', [Math.max(limits.maxRows, limits.maxChunkTokens, 2)]);
    this.lastPositions = session.allocate('i32', [Math.max(limits.maxRows, 2)]);
    this.longest = session.allocate('i32', [1]);
    this.rows = session.allocate('i64', [positions]);
    this.logits = session.allocate('f32', [positions, limits.vocabulary]);
  }

  /** Runs whatever has an adapter on this graph from now on, instead of the one before. Never during a run. */
  adaptOn(graph: AdaptedGraph): void {
    for (const [key, bound] of this.bound) {
      if (bound.session !== this.adapted?.session) continue;
      this.drop(bound);
      this.bound.delete(key);
    }
    this.adapted = graph;
  }

  /** Puts a chunk of a prompt into the cache; returns the logits after its last token, valid until the next step. */
  async prefill(
    lease: KvLease,
    ids: readonly number[],
    { adapter, signal }: StepOptions,
  ): Promise<Float32Array> {
    this.rows.data[0] = BigInt(ids.length - 1);
    await this.chunk(lease, ids, { count: 1, adapter, signal });
    return this.logitsOf(0);
  }

  /**
   * Puts tokens into the cache and returns the logits after each of them, valid until the next step. Setting the
   * lease's length back afterwards forgets the last ones.
   */
  async check(
    lease: KvLease,
    ids: readonly number[],
    { adapter, signal }: StepOptions,
  ): Promise<Float32Array[]> {
    for (let i = 0; i < ids.length; i++) this.rows.data[i] = BigInt(i);
    await this.chunk(lease, ids, { count: ids.length, adapter, signal });
    return ids.map((_, i) => this.logitsOf(i));
  }

  /**
   * One token for each of rows 0 to n - 1, in their order; returns the logits after each, valid until the next step. A
   * single one runs beside the spare row: 4-bit products of one row round otherwise than those of several.
   */
  async decode(
    leases: readonly KvLease[],
    tokens: readonly number[],
    adapters: readonly (EngineAdapter | undefined)[],
  ): Promise<Float32Array[]> {
    const spare = leases.length === 1 ? 1 : 0;
    if (spare) this.lastPositions.data[0] = 0;
    leases.forEach((lease, i) => {
      this.ids.data[spare + i] = BigInt(tokens[i]!);
      this.lastPositions.data[spare + i] = lease.length;
    });
    const batch = spare + leases.length;
    for (let row = 0; row < batch; row++) this.rows.data[row] = BigInt(row);
    this.longest.data[0] = Math.max(...leases.map(({ length }) => length)) + 1;
    const rows = spare ? [adapters[0], ...adapters] : adapters;
    await this.run({ row: -spare, batch, time: 1, count: batch, adapters: rows });
    for (const lease of leases) lease.length++;
    return leases.map((_, i) => this.logitsOf(spare + i));
  }

  release(): void {
    for (const bound of this.bound.values()) this.drop(bound);
    for (const tensor of [this.ids, this.lastPositions, this.longest, this.rows, this.logits])
      tensor.release();
  }

  private async chunk(
    lease: KvLease,
    ids: readonly number[],
    { count, adapter, signal }: StepOptions & { count: number },
  ): Promise<void> {
    for (let i = 0; i < ids.length; i++) this.ids.data[i] = BigInt(ids[i]!);
    const length = lease.length + ids.length;
    this.lastPositions.data[0] = length - 1;
    this.longest.data[0] = length;
    await this.run({ row: lease.row, batch: 1, time: ids.length, count, adapters: [adapter] }, signal);
    lease.length = length;
  }

  private logitsOf(index: number): Float32Array {
    const { vocabulary } = this.limits;
    return this.logits.data.subarray(index * vocabulary, (index + 1) * vocabulary);
  }

  private run(shape: RunShape, signal?: AbortSignal): Promise<void> {
    const { session, binding } = this.bind(shape);
    return session.run(binding, signal);
  }

  private bind(run: RunShape): Bound {
    const adapted = this.adaptedFeeds(run.adapters);
    const key = `${run.row} ${run.batch} ${run.time} ${run.count} ${adapted?.key}`;
    const known = this.bound.get(key);
    this.bound.delete(key);
    const fresh = known?.generation === this.cache.generation;
    if (known && !fresh) this.drop(known);
    const bound = known && fresh ? known : this.makeBound(run, adapted);
    this.bound.set(key, bound); // the latest used last
    const [oldest] = this.bound.keys();
    if (this.bound.size > KEPT_BINDINGS && oldest !== undefined) {
      this.drop(this.bound.get(oldest)!);
      this.bound.delete(oldest);
    }
    return bound;
  }

  /** Undefined where no row has an adapter: the graph without them computes the same, faster. */
  private adaptedFeeds(adapters: readonly (EngineAdapter | undefined)[]) {
    if (adapters.every((adapter) => adapter === undefined)) return undefined;
    if (!this.adapted) throw new Error('There is no graph yet that takes adapters.');
    return { session: this.adapted.session, ...this.adapted.bank.feeds(adapters) };
  }

  private makeBound(
    { row, batch, time, count }: RunShape,
    adapted: { session: Session; feeds: Feeds } | undefined,
  ): Bound {
    const ids = this.ids.view([batch, time]);
    const lastPositions = this.lastPositions.view([batch]);
    const rows = this.rows.view([count]);
    const logits = this.logits.view([count, this.limits.vocabulary]);
    const { past, present } = this.cache.feeds(row, batch);
    const inputs = { ids, last_positions: lastPositions, longest: this.longest, rows, ...past };
    const session = adapted?.session ?? this.session;
    const binding = session.bind({ ...inputs, ...adapted?.feeds }, { logits, ...present });
    const views = [ids, lastPositions, rows, logits];
    return { session, binding, views, generation: this.cache.generation };
  }

  private drop({ binding, views }: Bound): void {
    binding.release();
    for (const view of views) view.release();
  }
}
