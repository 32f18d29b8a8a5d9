import type { Feeds, Session, Tensor } from '../runtime/session.js';
import { compactRows, growKv, kvBytes, type KvLimits, type KvShape } from './kv-plan.js';

export interface CacheShape {
  layers: number;
  kvHeads: number;
  headSize: number;
}

const BYTES_PER_FLOAT = 4;

export const kvBytesPerToken = ({ layers, kvHeads, headSize }: CacheShape): number =>
  layers * 2 * kvHeads * headSize * BYTES_PER_FLOAT;

/** One request's row of the cache. */
export interface KvLease {
  row: number; // changes when rows are compacted
  length: number; // tokens held
  readonly capacity: number;
}

const KEPT_BYTES = 64e6; // what stays allocated while nobody is served
const NOTHING: KvShape = { rows: 0, tokens: 0 };

/**
 * A row before the others for what a run computes beside its requests. Of its memory only the first token's is ever
 * touched, so it is not counted.
 */
const SPARE = 1;

/**
 * Keys and values of all running requests, in tensors that one run over several rows extends in place. Takes memory as
 * it is needed and never more than its limit.
 */
export class KvCache {
  /** Counts the times that the memory moved, after which views of it are stale. */
  generation = 0;
  private have: KvShape = NOTHING;
  private readonly names: readonly string[];
  private tensors: Tensor<'f32'>[] = [];
  private readonly leases = new Set<KvLease>();
  private readonly views = new Map<string, Tensor[]>();

  constructor(
    private readonly session: Session,
    private readonly shape: CacheShape,
    readonly limits: KvLimits,
  ) {
    this.names = Array.from({ length: shape.layers }, (_, l) => [`${l}.key`, `${l}.value`]).flat();
  }

  get bytes(): number {
    return kvBytes(this.have, this.limits.bytesPerToken);
  }

  /** Whether a request of this size could ever be served. */
  couldHold(tokens: number): boolean {
    return growKv(NOTHING, { rows: 1, tokens }, this.limits) !== undefined;
  }

  /** A row for a request, or undefined where there is no room now. */
  lease(capacity: number): KvLease | undefined {
    const row = this.freeRow();
    const all = [...this.leases, { row, capacity }];
    const need = {
      rows: Math.max(...all.map((lease) => lease.row)) + 1,
      tokens: Math.max(...all.map((lease) => lease.capacity)),
    };
    const shape = growKv(this.have, need, this.limits) ?? growKv(NOTHING, need, this.limits);
    if (!shape) return undefined;
    this.reshape(shape);
    const lease: KvLease = { row, length: 0, capacity };
    this.leases.add(lease);
    return lease;
  }

  release(lease: KvLease): void {
    this.leases.delete(lease);
    if (this.leases.size === 0 && this.bytes > KEPT_BYTES) this.free();
  }

  /** Brings the leases that decode to rows 0 to n - 1. */
  compact(decoding: ReadonlySet<KvLease>): void {
    const uses = [...this.leases].map((lease) => ({ row: lease.row, decoding: decoding.has(lease) }));
    for (const { a, b } of compactRows(uses)) this.swap(a, b);
  }

  /** The cache's inputs and outputs for a run over `count` rows from `row` on; row -1 is nobody's. */
  feeds(row: number, count: number): { past: Feeds; present: Feeds } {
    const views = this.viewsOf(row, count);
    const named = (prefix: string): Feeds =>
      Object.fromEntries(this.names.map((name, i) => [`${prefix}.${name}`, views[i]!]));
    return { past: named('past'), present: named('present') };
  }

  /** Copies tokens of a row into `block`: for each tensor and head, `count` tokens. */
  read(lease: KvLease, from: number, block: Float32Array): void {
    this.eachRun(lease.row, from, block, (memory, at, run) => run.set(memory.subarray(at, at + run.length)));
  }

  write(lease: KvLease, from: number, block: Float32Array): void {
    this.eachRun(lease.row, from, block, (memory, at, run) => memory.set(run, at));
  }

  free(): void {
    this.dropViews();
    for (const tensor of this.tensors) tensor.release();
    this.tensors = [];
    this.have = NOTHING;
  }

  private eachRun(
    row: number,
    from: number,
    block: Float32Array,
    visit: (memory: Float32Array, at: number, run: Float32Array) => void,
  ): void {
    const { kvHeads, headSize } = this.shape;
    const size = block.length / (this.tensors.length * kvHeads);
    let offset = 0;
    for (const { data } of this.tensors) {
      for (let head = 0; head < kvHeads; head++, offset += size) {
        const at = (((SPARE + row) * kvHeads + head) * this.have.tokens + from) * headSize;
        visit(data, at, block.subarray(offset, offset + size));
      }
    }
  }

  private freeRow(): number {
    const used = new Set([...this.leases].map(({ row }) => row));
    let row = 0;
    while (used.has(row)) row++;
    return row;
  }

  private viewsOf(row: number, count: number): Tensor[] {
    const key = `${row}+${count}`;
    let views = this.views.get(key);
    if (!views) {
      const { kvHeads, headSize } = this.shape;
      const size = kvHeads * this.have.tokens * headSize;
      views = this.tensors.map((t) =>
        t.view([count, kvHeads, this.have.tokens, headSize], (SPARE + row) * size),
      );
      this.views.set(key, views);
    }
    return views;
  }

  /** One tensor at a time, so that old and new together take little more than one of them. */
  private reshape(shape: KvShape): void {
    if (shape.rows === this.have.rows && shape.tokens === this.have.tokens) return;
    this.dropViews();
    const { kvHeads, headSize } = this.shape;
    const old = this.have.tokens;
    this.tensors = this.names.map((_, i) => {
      const grown = this.session.allocate('f32', [SPARE + shape.rows, kvHeads, shape.tokens, headSize]);
      const before = this.tensors[i];
      for (const { row, length } of before ? this.leases : []) {
        for (let head = (SPARE + row) * kvHeads; head < (SPARE + row + 1) * kvHeads; head++) {
          const from = head * old * headSize;
          grown.data.set(
            before!.data.subarray(from, from + length * headSize),
            head * shape.tokens * headSize,
          );
        }
      }
      before?.release();
      return grown;
    });
    this.have = shape;
  }

  private swap(a: number, b: number): void {
    const at = (row: number) => [...this.leases].find((lease) => lease.row === row);
    const [first, second] = [at(a), at(b)];
    const length = Math.max(first?.length ?? 0, second?.length ?? 0);
    const { kvHeads, headSize } = this.shape;
    const size = length * headSize;
    for (const { data } of this.tensors) {
      for (let head = 0; head < kvHeads; head++) {
        const [from, to] = [a, b].map(
          (row) => ((SPARE + row) * kvHeads + head) * this.have.tokens * headSize,
        ) as [number, number];
        const kept = second ? data.slice(to, to + size) : undefined;
        data.copyWithin(to, from, from + size);
        if (kept) data.set(kept, from);
      }
    }
    if (first) first.row = b;
    if (second) second.row = a;
  }

  private dropViews(): void {
    this.generation++;
    for (const views of this.views.values()) for (const view of views) view.release();
    this.views.clear();
  }
}
