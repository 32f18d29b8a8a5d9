interface Waiting {
  remaining: () => number;
  go: () => void;
}

/** Lets so many of several jobs at a time take their next step, those with the least left to do first. */
export class TurnTaker {
  private readonly waiting: Waiting[] = [];

  private free: number;

  constructor(private readonly atOnce = 1) {
    this.free = atOnce;
  }

  async take<T>(remaining: () => number, step: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((go) => this.waiting.push({ remaining, go }));
    try {
      return await step();
    } finally {
      this.next();
    }
  }

  /** All parts of one job, as many at once as there are turns. A failure ends those that have not begun. */
  async takeEach<T>(
    parts: readonly T[],
    sizeOf: (part: T) => number,
    step: (part: T) => Promise<void>,
  ): Promise<void> {
    const left = [...parts];
    let remaining = parts.reduce((sum, part) => sum + sizeOf(part), 0);
    const work = async () => {
      for (let part = left.shift(); part !== undefined; part = left.shift()) {
        const current = part;
        await this.take(
          () => remaining,
          () => step(current),
        );
        remaining -= sizeOf(current);
      }
    };
    const ended = await Promise.allSettled(
      Array.from({ length: this.atOnce }, () =>
        work().catch((error: unknown) => {
          left.length = 0;
          throw error;
        }),
      ),
    );
    for (const end of ended) if (end.status === 'rejected') throw end.reason;
  }

  private next(): void {
    const { waiting } = this;
    if (waiting.length === 0) {
      this.free++;
      return;
    }
    let first = 0;
    for (let i = 1; i < waiting.length; i++)
      if (waiting[i]!.remaining() < waiting[first]!.remaining()) first = i;
    waiting.splice(first, 1)[0]!.go();
  }
}
