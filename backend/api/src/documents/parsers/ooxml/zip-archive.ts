import { createInflateRaw, inflateRawSync } from 'node:zlib';
import { DEFAULT_LIMITS, RATIO_MATTERS_FROM, type ParseLimits } from '../limits.js';
import { damaged, needsPassword, ParseFailure } from '../parse-failure.js';

interface Entry {
  method: number;
  packed: number;
  /** Bytes it says to unpack to; good for progress, never trusted. */
  size: number;
  offset: number;
}

const SLICE_BYTES = 64 * 1024;

/** A zip file in memory; parts are unpacked in slices, and counted against the limits while they are. */
export class ZipArchive {
  private unpacked = 0;
  private readonly unpackedByPart = new Map<Entry, number>();

  private constructor(
    private readonly bytes: Buffer,
    private readonly entries: Map<string, Entry>,
    private readonly limits: ParseLimits,
  ) {}

  static open(bytes: Uint8Array, limits: ParseLimits): ZipArchive {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    try {
      return new ZipArchive(buffer, readDirectory(buffer, limits), limits);
    } catch (error) {
      if (error instanceof RangeError) throw damaged('The file is cut off or damaged.');
      throw error;
    }
  }

  names(): string[] {
    return [...this.entries.keys()];
  }

  has(name: string): boolean {
    return this.entries.has(partKey(name));
  }

  /** Bytes that the part says it unpacks to. */
  size(name: string): number {
    return this.entries.get(partKey(name))?.size ?? 0;
  }

  /** The unpacked bytes of a part, slice by slice; nothing when there is no such part. */
  async *read(name: string): AsyncGenerator<Uint8Array> {
    const entry = this.entries.get(partKey(name));
    if (!entry) return;
    const packed = this.packedBytes(entry);
    if (entry.method === 0) {
      this.count(entry, packed.length);
      yield packed;
      return;
    }
    if (entry.method !== 8) throw damaged('A part of the file is packed in a way that Office does not use.');
    yield* this.inflate(entry, packed);
  }

  smallText(name: string): string {
    const entry = this.entries.get(partKey(name));
    if (!entry) return '';
    const packed = this.packedBytes(entry);
    return (
      entry.method === 0 ? packed : inflateRawSync(packed, { maxOutputLength: SLICE_BYTES * 16 })
    ).toString();
  }

  private packedBytes(entry: Entry): Buffer {
    const { bytes } = this;
    if (entry.offset + 30 > bytes.length || bytes.readUInt32LE(entry.offset) !== 0x04034b50) {
      throw damaged('The file is cut off or damaged.');
    }
    const start =
      entry.offset + 30 + bytes.readUInt16LE(entry.offset + 26) + bytes.readUInt16LE(entry.offset + 28);
    return bytes.subarray(start, start + entry.packed);
  }

  private async *inflate(entry: Entry, packed: Buffer): AsyncGenerator<Uint8Array> {
    const inflate = createInflateRaw({ chunkSize: SLICE_BYTES });
    inflate.end(packed);
    let size = 0;
    try {
      for await (const slice of inflate as AsyncIterable<Buffer>) {
        size += slice.length;
        this.count(entry, size);
        yield slice;
      }
    } catch (error) {
      if (error instanceof ParseFailure) throw error;
      throw damaged('A part of the file cannot be unpacked.');
    } finally {
      inflate.destroy();
    }
  }

  /** A part that is read twice counts once. */
  private count(entry: Entry, size: number): void {
    const before = this.unpackedByPart.get(entry) ?? 0;
    if (size > before) {
      this.unpacked += size - before;
      this.unpackedByPart.set(entry, size);
    }
    const swells = size > RATIO_MATTERS_FROM && size > entry.packed * this.limits.maxRatio;
    if (this.unpacked <= this.limits.maxUnpackedBytes && !swells) return;
    throw new ParseFailure(
      'too-large',
      'This file unpacks to far more than it seems to hold, as files made to do harm do. Split it into smaller files.',
    );
  }
}

/** The text of one small part; '' when it is missing, large or broken. */
export function readSmallPart(bytes: Uint8Array, name: string): string {
  try {
    return ZipArchive.open(bytes, DEFAULT_LIMITS).smallText(name);
  } catch {
    return '';
  }
}

export function partKey(name: string): string {
  return name.replace(/\\/g, '/').replace(/^\/+/, '').toLowerCase();
}

function readDirectory(bytes: Buffer, limits: ParseLimits): Map<string, Entry> {
  const end = findEnd(bytes);
  if (end < 0) throw damaged('The file is cut off or damaged.');
  const count = bytes.readUInt16LE(end + 10);
  const { total, start } =
    count === 0xffff || bytes.readUInt32LE(end + 16) === 0xffffffff
      ? readEnd64(bytes, end)
      : { total: count, start: bytes.readUInt32LE(end + 16) };
  if (total > limits.maxEntries) throw tooManyParts();
  const entries = new Map<string, Entry>();
  for (let at = start, i = 0; i < total; i++) {
    if (bytes.readUInt32LE(at) !== 0x02014b50) throw damaged('The list of parts in the file is damaged.');
    const nameLength = bytes.readUInt16LE(at + 28);
    const extraLength = bytes.readUInt16LE(at + 30);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    if (bytes.readUInt16LE(at + 8) & 1) throw needsPassword();
    if (!entries.has(partKey(name)))
      entries.set(partKey(name), readEntry(bytes, at, nameLength, extraLength));
    at += 46 + nameLength + extraLength + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

function tooManyParts(): ParseFailure {
  return new ParseFailure(
    'too-large',
    'This file holds too many parts to be read. Split it into smaller files.',
  );
}

function findEnd(bytes: Buffer): number {
  const lowest = Math.max(0, bytes.length - 22 - 0xffff);
  for (let at = bytes.length - 22; at >= lowest; at--) if (bytes.readUInt32LE(at) === 0x06054b50) return at;
  return -1;
}

function readEnd64(bytes: Buffer, end: number): { total: number; start: number } {
  const locator = end - 20;
  if (locator < 0 || bytes.readUInt32LE(locator) !== 0x07064b50)
    throw damaged('The list of parts in the file is damaged.');
  const at = Number(bytes.readBigUInt64LE(locator + 8));
  return { total: Number(bytes.readBigUInt64LE(at + 32)), start: Number(bytes.readBigUInt64LE(at + 48)) };
}

function readEntry(bytes: Buffer, at: number, nameLength: number, extraLength: number): Entry {
  const entry = {
    method: bytes.readUInt16LE(at + 10),
    packed: bytes.readUInt32LE(at + 20),
    size: bytes.readUInt32LE(at + 24),
    offset: bytes.readUInt32LE(at + 42),
  };
  const extra = bytes.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
  return withZip64(entry, extra);
}

/** Sizes that did not fit stand in the extra field, in a fixed order. */
function withZip64(entry: Entry, extra: Buffer): Entry {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let field = at + 4;
    const next = (): number => Number(extra.readBigUInt64LE((field += 8) - 8));
    if (entry.size === 0xffffffff) entry.size = next();
    if (entry.packed === 0xffffffff) entry.packed = next();
    if (entry.offset === 0xffffffff) entry.offset = next();
  }
  return entry;
}
