const SMOOTHING = 0.2;

/** How much work a time unit takes lately. */
export class Throughput {
  tokensPerMs = 0; // 0: nothing measured yet

  add(tokens: number, ms: number): void {
    if (tokens <= 0 || ms <= 0) return;
    const rate = tokens / ms;
    this.tokensPerMs = this.tokensPerMs ? this.tokensPerMs + SMOOTHING * (rate - this.tokensPerMs) : rate;
  }
}
