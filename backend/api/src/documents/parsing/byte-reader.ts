import type { Readable } from 'node:stream';

/** Takes exactly so many bytes at a time from a stream. */
export class ByteReader {
  private slices: Buffer[] = [];
  private available = 0;
  private wanted = 0;
  private wake: (() => void) | undefined;

  constructor(stream: Readable) {
    stream.on('data', (slice: Buffer) => {
      this.slices.push(slice);
      this.available += slice.length;
      if (this.available >= this.wanted) this.wake?.();
    });
  }

  /** Waits until the stream has given that many; the rest stays for the next call. */
  async take(size: number): Promise<Uint8Array> {
    this.wanted = size;
    while (this.available < size) await new Promise<void>((resolve) => (this.wake = resolve));
    const all = this.slices.length === 1 ? this.slices[0]! : Buffer.concat(this.slices, this.available);
    this.slices = all.length > size ? [all.subarray(size)] : [];
    this.available = all.length - size;
    return all.subarray(0, size);
  }
}
