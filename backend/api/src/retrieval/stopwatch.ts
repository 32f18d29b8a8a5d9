/** Milliseconds per named stage, and in all. */
export class Stopwatch {
  private readonly startedAt = performance.now();
  private readonly stages = new Map<string, number>();

  async time<T>(stage: string, work: Promise<T>): Promise<T> {
    const from = performance.now();
    try {
      return await work;
    } finally {
      this.stages.set(stage, (this.stages.get(stage) ?? 0) + performance.now() - from);
    }
  }

  timings(): Record<string, number> {
    const all = [...this.stages, ['total', performance.now() - this.startedAt] as const];
    return Object.fromEntries(all.map(([stage, ms]) => [stage, Math.round(ms * 10) / 10]));
  }
}
