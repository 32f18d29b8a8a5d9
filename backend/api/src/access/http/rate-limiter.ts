interface Bucket {
  tokens: number;
  at: number; // ms
}

/** Token buckets: `perMinute` on average, a minute's worth at once. */
export class RateLimiter {
  private readonly buckets = new Map<string, Bucket>();

  constructor(
    private readonly now: () => number = Date.now,
    private readonly capacity = 50_000,
  ) {}

  /** 0 when the request may pass, else the seconds to wait. */
  take(key: string, perMinute: number): number {
    const now = this.now();
    const bucket = this.buckets.get(key) ?? { tokens: perMinute, at: now };
    const tokens = Math.min(perMinute, bucket.tokens + ((now - bucket.at) / 60_000) * perMinute);
    const passes = tokens >= 1;
    this.keep(key, { tokens: passes ? tokens - 1 : tokens, at: now });
    return passes ? 0 : Math.max(1, Math.ceil(((1 - tokens) * 60) / perMinute));
  }

  /** Least recently used first out: memory stays bounded under many addresses. */
  private keep(key: string, bucket: Bucket): void {
    this.buckets.delete(key);
    if (this.buckets.size >= this.capacity) this.buckets.delete(this.buckets.keys().next().value!);
    this.buckets.set(key, bucket);
  }
}
