import type { Binding, Session, Tensor } from '../runtime/session.js';
import type { KvCache, KvLease } from './kv-cache.js';

export interface StepLimits {
  vocabulary: number;
  maxRows: number; // requests in one decode step
  maxChunkTokens: number;
  maxChecked: number; // positions of a chunk whose logits may be asked for
}

/** A run of one shape over certain rows of the cache, made once and used again. */
interface Bound {
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

  constructor(
    private readonly session: Session,
    private readonly cache: KvCache,
    private readonly limits: StepLimits,
  ) {
    const positions = Math.max(limits.maxRows, limits.maxChecked);
    this.ids = session.allocate('i64', [Math.max(limits.maxRows, limits.maxChunkTokens)]);
    this.lastPositions = session.allocate('i32', [limits.maxRows]);
    this.longest = session.allocate('i32', [1]);
    this.rows = session.allocate('i64', [positions]);
    this.logits = session.allocate('f32', [positions, limits.vocabulary]);
  }

  /** Puts a chunk of a prompt into the cache; returns the logits after its last token, valid until the next step. */
  async prefill(lease: KvLease, ids: readonly number[], signal: AbortSignal): Promise<Float32Array> {
    this.rows.data[0] = BigInt(ids.length - 1);
    await this.chunk(lease, ids, 1, signal);
    return this.logitsOf(0);
  }

  /**
   * Puts tokens into the cache and returns the logits after each of them, valid until the next step. Setting the
   * lease's length back afterwards forgets the last ones.
   */
  async check(lease: KvLease, ids: readonly number[], signal: AbortSignal): Promise<Float32Array[]> {
    for (let i = 0; i < ids.length; i++) this.rows.data[i] = BigInt(i);
    await this.chunk(lease, ids, ids.length, signal);
    return ids.map((_, i) => this.logitsOf(i));
  }

  /** One token for each of rows 0 to n - 1, in their order; returns the logits after each, valid until the next step. */
  async decode(leases: readonly KvLease[], tokens: readonly number[]): Promise<Float32Array[]> {
    leases.forEach((lease, row) => {
      this.ids.data[row] = BigInt(tokens[row]!);
      this.lastPositions.data[row] = lease.length;
      this.rows.data[row] = BigInt(row);
    });
    this.longest.data[0] = Math.max(...leases.map(({ length }) => length)) + 1;
    const batch = leases.length;
    await this.session.run(this.bind({ row: 0, batch, time: 1, count: batch }));
    for (const lease of leases) lease.length++;
    return leases.map((_, row) => this.logitsOf(row));
  }

  release(): void {
    for (const bound of this.bound.values()) this.drop(bound);
    for (const tensor of [this.ids, this.lastPositions, this.longest, this.rows, this.logits])
      tensor.release();
  }

  private async chunk(
    lease: KvLease,
    ids: readonly number[],
    count: number,
    signal: AbortSignal,
  ): Promise<void> {
    for (let i = 0; i < ids.length; i++) this.ids.data[i] = BigInt(ids[i]!);
    const length = lease.length + ids.length;
    this.lastPositions.data[0] = length - 1;
    this.longest.data[0] = length;
    await this.session.run(this.bind({ row: lease.row, batch: 1, time: ids.length, count }), signal);
    lease.length = length;
  }

  private logitsOf(index: number): Float32Array {
    const { vocabulary } = this.limits;
    return this.logits.data.subarray(index * vocabulary, (index + 1) * vocabulary);
  }

  private bind(run: { row: number; batch: number; time: number; count: number }): Binding {
    const key = `${run.row} ${run.batch} ${run.time} ${run.count}`;
    const known = this.bound.get(key);
    this.bound.delete(key);
    const fresh = known?.generation === this.cache.generation;
    if (known && !fresh) this.drop(known);
    const bound = known && fresh ? known : this.makeBound(run);
    this.bound.set(key, bound); // the latest used last
    const [oldest] = this.bound.keys();
    if (this.bound.size > KEPT_BINDINGS && oldest !== undefined) {
      this.drop(this.bound.get(oldest)!);
      this.bound.delete(oldest);
    }
    return bound.binding;
  }

  private makeBound({
    row,
    batch,
    time,
    count,
  }: {
    row: number;
    batch: number;
    time: number;
    count: number;
  }): Bound {
    const ids = this.ids.view([batch, time]);
    const lastPositions = this.lastPositions.view([batch]);
    const rows = this.rows.view([count]);
    const logits = this.logits.view([count, this.limits.vocabulary]);
    const { past, present } = this.cache.feeds(row, batch);
    const inputs = { ids, last_positions: lastPositions, longest: this.longest, rows, ...past };
    const binding = this.session.bind(inputs, { logits, ...present });
    return { binding, views: [ids, lastPositions, rows, logits], generation: this.cache.generation };
  }

  private drop({ binding, views }: Bound): void {
    binding.release();
    for (const view of views) view.release();
  }
}
