const HALF_LIFE_MS = 10_000;

/**
 * How much each owner got lately: tokens, halved every ten seconds. Somebody new, or back after a pause, starts level
 * with whoever got least of those who are here, so that absence saves nothing up.
 */
export class FairShare {
  private readonly tokens = new Map<string, number>();
  private decayedAt = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Says who is here; forgets who is not. */
  present(owners: Iterable<string>): void {
    const here = new Set(owners);
    for (const owner of this.tokens.keys()) if (!here.has(owner)) this.tokens.delete(owner);
    const least = this.tokens.size ? Math.min(...this.tokens.values()) : 0;
    for (const owner of here) if (!this.tokens.has(owner)) this.tokens.set(owner, least);
  }

  charge(owner: string, tokens: number): void {
    this.decay();
    this.tokens.set(owner, this.served(owner) + tokens);
  }

  served(owner: string): number {
    return this.tokens.get(owner) ?? 0;
  }

  private decay(): void {
    const now = this.now();
    const factor = 0.5 ** ((now - this.decayedAt) / HALF_LIFE_MS);
    this.decayedAt = now;
    for (const [owner, tokens] of this.tokens) this.tokens.set(owner, tokens * factor);
  }
}
