import type { Session, Tensor } from '../runtime/session.js';
import type { CacheLease } from './kv-cache.js';

/** Runs single steps of one decoder graph on caches. The only part of the engine that knows the graph's inputs. */
export class StepRunner {
  private readonly ids: Tensor<'i64'>;
  private readonly oneId: Tensor<'i64'>;
  private readonly lastPositions: Tensor<'i32'>;
  private readonly longest: Tensor<'i32'>;
  private readonly rows: Tensor<'i64'>;
  private readonly logits: Tensor<'f32'>;

  constructor(
    private readonly session: Session,
    vocabulary: number,
    maxChunkTokens: number,
  ) {
    this.ids = session.allocate('i64', [1, maxChunkTokens]);
    this.oneId = session.allocate('i64', [1, 1]);
    this.lastPositions = session.allocate('i32', [1]);
    this.longest = session.allocate('i32', [1]);
    this.rows = session.allocate('i64', [1]);
    this.logits = session.allocate('f32', [1, vocabulary]);
  }

  /** Puts a chunk of a prompt into the cache; returns the logits after its last token, valid until the next step. */
  async prefill(lease: CacheLease, ids: readonly number[], signal: AbortSignal): Promise<Float32Array> {
    const chunk = this.ids.view([1, ids.length]);
    for (let i = 0; i < ids.length; i++) chunk.data[i] = BigInt(ids[i]!);
    const binding = this.bind(chunk, lease);
    try {
      return await this.run(binding, lease, { time: ids.length, signal });
    } finally {
      binding.release();
      chunk.release();
    }
  }

  /** Puts one token into the cache; returns the logits after it, valid until the next step. */
  async decode(lease: CacheLease, id: number, signal: AbortSignal): Promise<Float32Array> {
    this.oneId.data[0] = BigInt(id);
    lease.decodeBinding ??= this.bind(this.oneId, lease);
    return this.run(lease.decodeBinding, lease, { time: 1, signal });
  }

  release(): void {
    for (const tensor of [this.ids, this.oneId, this.lastPositions, this.longest, this.rows, this.logits])
      tensor.release();
  }

  private bind(ids: Tensor<'i64'>, lease: CacheLease) {
    const { lastPositions, longest, rows, logits } = this;
    const inputs = { ids, last_positions: lastPositions, longest, rows, ...lease.past };
    return this.session.bind(inputs, { logits, ...lease.present });
  }

  private async run(
    binding: ReturnType<Session['bind']>,
    lease: CacheLease,
    { time, signal }: { time: number; signal: AbortSignal },
  ): Promise<Float32Array> {
    const length = lease.length + time;
    this.lastPositions.data[0] = length - 1;
    this.longest.data[0] = length;
    this.rows.data[0] = BigInt(time - 1);
    await this.session.run(binding, signal);
    lease.length = length;
    return this.logits.data;
  }
}
