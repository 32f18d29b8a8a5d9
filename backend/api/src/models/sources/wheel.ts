import fs from 'node:fs';
import { pipeline } from 'node:stream/promises';
import zlib from 'node:zlib';
import { SourceError } from './fetching.js';

interface ZipEntry {
  compression: number;
  compressedBytes: number;
  bytes: number;
  headerAt: number;
}

/** Appends one file of a wheel (a zip archive) to `target`, as a stream. */
export async function extractFromWheel(wheel: string, name: string, target: string): Promise<void> {
  const file = await fs.promises.open(wheel);
  try {
    const entry = await findEntry(file, name);
    if (!entry) throw new SourceError(`${wheel} has no ${name}`);
    const header = await read(file, entry.headerAt, 30);
    const dataAt = entry.headerAt + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
    const reading = fs.createReadStream(wheel, { start: dataAt, end: dataAt + entry.compressedBytes - 1 });
    const writing = fs.createWriteStream(target, { flags: 'a' });
    if (entry.compression === 0) await pipeline(reading, writing);
    else if (entry.compression === 8) await pipeline(reading, zlib.createInflateRaw(), writing);
    else throw new SourceError(`${wheel} uses compression ${entry.compression}`);
  } finally {
    await file.close();
  }
}

async function read(file: fs.promises.FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  await file.read(buffer, 0, length, position);
  return buffer;
}

async function findEntry(file: fs.promises.FileHandle, name: string): Promise<ZipEntry | undefined> {
  const { size } = await file.stat();
  const tailAt = Math.max(0, size - 65_557);
  const tail = await read(file, tailAt, size - tailAt);
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0) throw new SourceError('the downloaded wheel is not a zip archive');
  const directory = await read(file, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === 0x02014b50;) {
    const nameLength = directory.readUInt16LE(at + 28);
    if (directory.toString('utf8', at + 46, at + 46 + nameLength) === name) {
      return {
        compression: directory.readUInt16LE(at + 10),
        compressedBytes: directory.readUInt32LE(at + 20),
        bytes: directory.readUInt32LE(at + 24),
        headerAt: directory.readUInt32LE(at + 42),
      };
    }
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return undefined;
}
