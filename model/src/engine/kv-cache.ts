import type { Binding, Feeds, Session, Tensor } from '../runtime/session.js';

export interface CacheShape {
  layers: number;
  kvHeads: number;
  headSize: number;
}

/** One request's keys and values, which runs extend in place. */
export class CacheLease {
  length = 0; // tokens held
  decodeBinding: Binding | undefined; // made once, because every decode step of a request has the same shape
  readonly past: Feeds;
  readonly present: Feeds;
  private readonly tensors: Tensor[];

  constructor(
    session: Session,
    { layers, kvHeads, headSize }: CacheShape,
    readonly capacity: number,
    private readonly onRelease: () => void,
  ) {
    const names = Array.from({ length: layers }, (_, layer) => [`${layer}.key`, `${layer}.value`]).flat();
    this.tensors = names.map(() => session.allocate('f32', [1, kvHeads, capacity, headSize]));
    const named = (prefix: string) =>
      Object.fromEntries(names.map((name, i) => [`${prefix}.${name}`, this.tensors[i]!]));
    this.past = named('past');
    this.present = named('present');
  }

  release(): void {
    this.decodeBinding?.release();
    for (const tensor of this.tensors) tensor.release();
    this.onRelease();
  }
}

/** The memory for all running requests: at most `slots` of them, `tokens` together. */
export class KvCache {
  private usedSlots = 0;
  private usedTokens = 0;

  constructor(
    private readonly session: Session,
    private readonly shape: CacheShape,
    private readonly limits: { slots: number; tokens: number },
  ) {}

  get free(): { slots: number; tokens: number } {
    return { slots: this.limits.slots - this.usedSlots, tokens: this.limits.tokens - this.usedTokens };
  }

  lease(capacity: number): CacheLease {
    if (capacity > this.free.tokens || this.free.slots < 1)
      throw new Error(`The cache has no room for ${capacity} tokens.`);
    this.usedSlots++;
    this.usedTokens += capacity;
    return new CacheLease(this.session, this.shape, capacity, () => {
      this.usedSlots--;
      this.usedTokens -= capacity;
    });
  }
}
