import zlib from 'node:zlib';

const END = 0x06054b50;
const ENTRY = 0x02014b50;

/** One part of a zip archive as text; undefined when there is none. For well-formed files of a data set. */
export function zipPart(archive: Buffer, name: string): string | undefined {
  let at = archive.length - 22;
  while (at >= 0 && archive.readUInt32LE(at) !== END) at--;
  if (at < 0) return undefined;
  let entry = archive.readUInt32LE(at + 16);
  for (let left = archive.readUInt16LE(at + 10); left > 0 && archive.readUInt32LE(entry) === ENTRY; left--) {
    const [nameLength, extra, comment] = [28, 30, 32].map((field) => archive.readUInt16LE(entry + field)) as [
      number,
      number,
      number,
    ];
    if (archive.toString('utf8', entry + 46, entry + 46 + nameLength) === name)
      return contentOf(archive, entry);
    entry += 46 + nameLength + extra + comment;
  }
  return undefined;
}

function contentOf(archive: Buffer, entry: number): string {
  const isPacked = archive.readUInt16LE(entry + 10) === 8;
  const local = archive.readUInt32LE(entry + 42);
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const bytes = archive.subarray(start, start + archive.readUInt32LE(entry + 20));
  return (isPacked ? zlib.inflateRawSync(bytes) : bytes).toString('utf8');
}
