/** A nondeterministic automaton over bytes, built from state to state. */
export class ByteNfa {
  readonly start = 0;
  readonly ranges: { low: number; high: number; to: number }[][] = [[]];
  readonly jumps: number[][] = [[]];
  end = 0;

  get size(): number {
    return this.ranges.length;
  }

  state(): number {
    if (this.size >= MOST_STATES) throw new RangeError(`The grammar needs more than ${MOST_STATES} states.`);
    this.ranges.push([]);
    this.jumps.push([]);
    return this.size - 1;
  }

  jump(from: number, to: number): void {
    this.jumps[from]!.push(to);
  }

  /** One byte of the ranges; returns where that leads. */
  byte(from: number, ranges: readonly (readonly [low: number, high: number])[], to = this.state()): number {
    for (const [low, high] of ranges) this.ranges[from]!.push({ low, high, to });
    return to;
  }

  text(from: number, text: string): number {
    return Buffer.from(text).reduce((at, byte) => this.byte(at, [[byte, byte]]), from);
  }

  either(from: number, options: readonly ((from: number) => number)[]): number {
    const end = this.state();
    for (const option of options) {
      const begin = this.state();
      this.jump(from, begin);
      this.jump(option(begin), end);
    }
    return end;
  }

  /** From `min` to `max` times, each time what `part` builds; `first` tells it the first time. */
  repeat(
    from: number,
    { min, max }: { min: number; max: number },
    part: (from: number, first: boolean) => number,
  ): number {
    const end = this.state();
    let at = from;
    for (let count = 0; count < (max === Infinity ? Math.max(1, min) : max); count++) {
      if (count >= min) this.jump(at, end);
      at = part(at, count === 0);
    }
    if (max === Infinity) {
      const loop = this.state();
      this.jump(at, loop);
      this.jump(part(loop, false), loop);
      at = loop;
    }
    this.jump(at, end);
    return end;
  }
}

const MOST_STATES = 200_000;
