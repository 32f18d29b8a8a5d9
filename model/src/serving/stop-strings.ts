/** Watches text as it streams for strings that end it, and holds back what might be the beginning of one. */
export class StopStrings {
  private held = '';
  stopped = false;

  constructor(private readonly stops: readonly string[]) {}

  /** Text that is safe to show now. After a stop string was met, nothing is. */
  push(text: string): string {
    if (this.stopped) return '';
    this.held += text;
    const at = this.firstStop();
    if (at !== undefined) {
      this.stopped = true;
      return this.release(at);
    }
    return this.release(this.held.length - this.heldBack());
  }

  /** What was held back, once no more text comes. */
  finish(): string {
    return this.stopped ? '' : this.release(this.held.length);
  }

  private release(length: number): string {
    const text = this.held.slice(0, length);
    this.held = this.held.slice(length);
    return text;
  }

  private firstStop(): number | undefined {
    const found = this.stops.map((stop) => this.held.indexOf(stop)).filter((at) => at !== -1);
    return found.length ? Math.min(...found) : undefined;
  }

  /** Length of the longest end of the held text that begins a stop string. */
  private heldBack(): number {
    let longest = 0;
    for (const stop of this.stops) {
      for (let length = Math.min(stop.length - 1, this.held.length); length > longest; length--) {
        if (this.held.endsWith(stop.slice(0, length))) longest = length;
      }
    }
    return longest;
  }
}
