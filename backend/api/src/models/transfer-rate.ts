const WINDOW_MS = 5_000;

/** Bytes per second over the last moments. */
export class TransferRate {
  private readonly samples: { bytes: number; atMs: number }[] = [];

  /** @param bytes in all so far; a smaller number than before starts over */
  add(bytes: number, atMs: number): number {
    const last = this.samples.at(-1);
    if (last && bytes < last.bytes) this.samples.length = 0;
    this.samples.push({ bytes, atMs });
    while (this.samples.length > 2 && atMs - this.samples[0]!.atMs > WINDOW_MS) this.samples.shift();
    const first = this.samples[0]!;
    return atMs > first.atMs ? Math.round(((bytes - first.bytes) * 1000) / (atMs - first.atMs)) : 0;
  }
}
