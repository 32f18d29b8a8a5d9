/** Aborts a request when nothing comes for a while, or when its caller aborts. */
export class SilenceGuard {
  private readonly controller = new AbortController();
  private readonly onOuter = (): void => this.controller.abort(this.outer?.reason);
  private timer: NodeJS.Timeout;
  isSilent = false;
  waitedS = 0;

  constructor(
    private readonly outer: AbortSignal | undefined,
    limitMs: number,
  ) {
    if (outer?.aborted) this.onOuter();
    outer?.addEventListener('abort', this.onOuter, { once: true });
    this.timer = this.arm(limitMs);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  touch(limitMs: number): void {
    clearTimeout(this.timer);
    this.timer = this.arm(limitMs);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.outer?.removeEventListener('abort', this.onOuter);
  }

  abort(): void {
    this.stop();
    this.controller.abort();
  }

  private arm(limitMs: number): NodeJS.Timeout {
    return setTimeout(() => {
      this.isSilent = true;
      this.waitedS = Math.round(limitMs / 1000);
      this.controller.abort();
    }, limitMs);
  }
}
