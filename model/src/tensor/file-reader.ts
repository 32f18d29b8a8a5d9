import fs from 'node:fs';
import { WeightFileError } from './weight-file.js';

const WINDOW_BYTES = 1 << 20;

/** A forward cursor over a file that refuses to read past its end. */
export class FileReader {
  readonly size: number;
  offset = 0;
  private readonly fd: number;
  private window: Buffer = Buffer.alloc(0);
  private windowStart = 0;

  constructor(readonly path: string) {
    try {
      this.fd = fs.openSync(path, 'r');
    } catch (error) {
      throw new WeightFileError(path, `cannot be opened (${(error as NodeJS.ErrnoException).code})`);
    }
    const stat = fs.fstatSync(this.fd);
    if (!stat.isFile()) {
      this.close();
      throw new WeightFileError(path, 'is not a file');
    }
    this.size = stat.size;
  }

  fail(reason: string): never {
    throw new WeightFileError(this.path, reason);
  }

  /** The next `length` bytes; the buffer is valid until the next call. */
  take(length: number, what: string): Buffer {
    this.require(length, what);
    if (this.offset < this.windowStart || this.offset + length > this.windowStart + this.window.length) {
      this.window = this.at(this.offset, Math.min(Math.max(length, WINDOW_BYTES), this.size - this.offset));
      this.windowStart = this.offset;
    }
    const from = this.offset - this.windowStart;
    this.offset += length;
    return this.window.subarray(from, from + length);
  }

  require(length: number, what: string): void {
    if (length < 0 || !Number.isSafeInteger(length) || this.offset + length > this.size) {
      this.fail(
        `ends too early: ${what} at byte ${this.offset} needs ${length} bytes, the file has ${this.size}. ` +
          `It is truncated or damaged; fetch it again.`,
      );
    }
  }

  /** A copy of bytes anywhere in the file. */
  at(offset: number, length: number): Buffer {
    const buffer = Buffer.allocUnsafeSlow(length);
    let read = 0;
    while (read < length) {
      const got = fs.readSync(this.fd, buffer, read, Math.min(length - read, 1 << 30), offset + read);
      if (got === 0) this.fail(`ends too early at byte ${offset + read}`);
      read += got;
    }
    return buffer;
  }

  u8 = (what: string): number => this.take(1, what).readUInt8(0);
  u32 = (what: string): number => this.take(4, what).readUInt32LE(0);

  u64(what: string): number {
    const value = this.take(8, what).readBigUInt64LE(0);
    if (value > BigInt(Number.MAX_SAFE_INTEGER))
      this.fail(`${what} is impossibly large (${value}); the file is damaged`);
    return Number(value);
  }

  close(): void {
    fs.closeSync(this.fd);
  }
}
