import type { ByteRange } from '../file-store/file-store.js';

/** The one range that a request asks for (RFC 9110); null for the whole, 'unsatisfiable' for none of the bytes. */
export function readRange(header: string | undefined, byteSize: number): ByteRange | null | 'unsatisfiable' {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return null; // other units and several ranges: the whole
  if (match[1] === '') {
    const length = Number(match[2]);
    return length === 0 ? 'unsatisfiable' : { start: Math.max(0, byteSize - length), end: byteSize - 1 };
  }
  const start = Number(match[1]);
  const end = match[2] === '' ? byteSize - 1 : Math.min(Number(match[2]), byteSize - 1);
  if (match[2] !== '' && Number(match[2]) < start) return null;
  return start >= byteSize ? 'unsatisfiable' : { start, end };
}

/** `attachment` with the name in plain letters and, for everybody who reads RFC 6266, as it is. */
export function attachmentNamed(fileName: string): string {
  const plain = fileName.normalize('NFKD').replace(/[^\x20-\x7e]|["\\%;]/g, '_');
  const encoded = encodeURIComponent(fileName).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
