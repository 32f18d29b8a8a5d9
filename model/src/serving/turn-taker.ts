interface Waiting {
  remaining: () => number;
  go: () => void;
}

/** Lets one of several jobs at a time take its next step, the one with the least left to do first. */
export class TurnTaker {
  private readonly waiting: Waiting[] = [];
  private busy = false;

  async take<T>(remaining: () => number, step: () => Promise<T>): Promise<T> {
    if (this.busy) await new Promise<void>((go) => this.waiting.push({ remaining, go }));
    this.busy = true;
    try {
      return await step();
    } finally {
      this.next();
    }
  }

  private next(): void {
    const { waiting } = this;
    if (waiting.length === 0) {
      this.busy = false;
      return;
    }
    let first = 0;
    for (let i = 1; i < waiting.length; i++)
      if (waiting[i]!.remaining() < waiting[first]!.remaining()) first = i;
    waiting.splice(first, 1)[0]!.go();
  }
}
