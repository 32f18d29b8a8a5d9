export interface TarEntry {
  name: string;
  bytes: Buffer;
}

/** Regular files of a tar archive (ustar, GNU long names, pax paths). */
export function readTar(archive: Buffer): TarEntry[] {
  const entries: TarEntry[] = [];
  let longName: string | undefined;
  for (let at = 0; at + 512 <= archive.length;) {
    const header = archive.subarray(at, at + 512);
    if (header.every((byte) => byte === 0)) break;
    const size = parseInt(field(header, 124, 12), 8) || 0;
    const bytes = archive.subarray(at + 512, at + 512 + size);
    const type = String.fromCharCode(header[156]!);
    if (type === 'L') longName = bytes.toString('utf8').replace(/\0+$/, '');
    else if (type === 'x') longName = /\d+ path=(.*)\n/.exec(bytes.toString('utf8'))?.[1] ?? longName;
    else {
      if (type === '0' || type === '\0') entries.push({ name: longName ?? nameOf(header), bytes });
      longName = undefined;
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return entries;
}

const field = (header: Buffer, start: number, length: number): string =>
  header
    .toString('utf8', start, start + length)
    .replace(/\0[\s\S]*$/, '')
    .trim();

const nameOf = (header: Buffer): string => {
  const prefix = field(header, 345, 155);
  return prefix ? `${prefix}/${field(header, 0, 100)}` : field(header, 0, 100);
};
