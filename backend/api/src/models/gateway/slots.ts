import { Problem } from '../../platform/index.js';

/** So many at once, so many more in line, first come first served; who is cancelled while waiting leaves the line. */
export class Slots {
  private taken = 0;
  private readonly line: (() => void)[] = [];

  constructor(
    private readonly atOnce: number,
    private readonly inLine: number,
    private readonly refusal: () => Problem,
  ) {}

  /** Resolves to what gives the place back. @throws the refusal when the line is full, the signal's reason on abort. */
  async take(signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    if (this.taken >= this.atOnce) await this.wait(signal);
    else this.taken++;
    let isHeld = true;
    return () => {
      if (isHeld) this.giveOn();
      isHeld = false;
    };
  }

  /** The place goes to the next in line without becoming free in between. */
  private giveOn(): void {
    const next = this.line.shift();
    if (next) next();
    else this.taken--;
  }

  private wait(signal?: AbortSignal): Promise<void> {
    if (this.line.length >= this.inLine) throw this.refusal();
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.line.splice(this.line.indexOf(go), 1);
        reject(signal!.reason as Error);
      };
      const go = (): void => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      this.line.push(go);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }
}
