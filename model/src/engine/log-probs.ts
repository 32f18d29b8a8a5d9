/** Natural logarithms of probabilities under the model itself: before penalties, temperature and limits. */
export interface TokenLogProbs {
  logProb: number; // of the chosen token
  top: { id: number; logProb: number }[]; // likeliest first
}

/** Of the logits as the model gave them. */
export class LogProbReader {
  private readonly logTotal: number;
  private readonly largest: number;

  constructor(private readonly logits: Float32Array) {
    let largest = -Infinity;
    for (let i = 0; i < logits.length; i++) if (logits[i]! > largest) largest = logits[i]!;
    const { exp } = Math;
    let total = 0;
    for (let i = 0; i < logits.length; i++) total += exp(logits[i]! - largest);
    this.largest = largest;
    this.logTotal = Math.log(total);
  }

  /** The chosen token's, and the likeliest `count` tokens. */
  report(chosen: number, count: number): TokenLogProbs {
    return { logProb: this.of(chosen), top: this.top(count) };
  }

  private of(id: number): number {
    return this.logits[id]! - this.largest - this.logTotal;
  }

  private top(count: number): { id: number; logProb: number }[] {
    const ids: number[] = [];
    for (let id = 0; id < this.logits.length; id++) {
      const logit = this.logits[id]!;
      if (ids.length === count && (count === 0 || logit <= this.logits[ids[count - 1]!]!)) continue;
      let at = ids.length;
      while (at > 0 && this.logits[ids[at - 1]!]! < logit) at--;
      ids.splice(at, 0, id);
      if (ids.length > count) ids.pop();
    }
    return ids.map((id) => ({ id, logProb: this.of(id) }));
  }
}
