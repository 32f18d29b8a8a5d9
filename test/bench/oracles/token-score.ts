import { Share, shared, words } from '../../support/text-scores.js';

/** Words of a reference that were read, and words read that the reference holds, averaged over files. */
export class TokenScore {
  private readonly recall = new Share();
  private readonly precision = new Share();
  private readonly shares = new Map<string, number>();

  add(file: string, reference: string, text: string): void {
    const [wanted, got] = [words(reference), words(text)];
    if (wanted.length === 0) return;
    const hits = shared(wanted, got);
    this.recall.add(hits, wanted.length);
    this.precision.add(hits, got.length);
    this.shares.set(file, hits / Math.max(wanted.length, got.length));
  }

  shareOf(file: string): number | undefined {
    return this.shares.get(file);
  }

  figures(): Record<string, number> {
    if (this.recall.empty) return {};
    return {
      tokenRecall: this.recall.macro,
      tokenPrecision: this.precision.empty ? 0 : this.precision.macro,
      tokenRecallMicro: this.recall.micro,
      tokenPrecisionMicro: this.precision.empty ? 0 : this.precision.micro,
    };
  }
}
