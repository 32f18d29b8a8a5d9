import type { Grid } from './markdown.js';

/** Rows of a CSV text with commas. */
export function readCsv(text: string): Grid {
  const rows: Grid = [[]];
  const field = /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n|\r|\n|$)/y;
  const source = text.replace(/^\ufeff/, '');
  while (field.lastIndex < source.length || rows.at(-1)!.length === 0) {
    const [, value = '', end = ''] = field.exec(source) ?? [];
    rows.at(-1)!.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);
    if (end === '') break;
    if (end !== ',') rows.push([]);
    if (end !== ',' && field.lastIndex >= source.length) rows.pop();
    if (field.lastIndex >= source.length && end !== ',') break;
  }
  return rows;
}

/** What the bytes may say: UTF-8 when they are valid, else the code pages of Excel on Windows and on a Mac. */
export function decodings(bytes: Uint8Array): string[] {
  try {
    return [decode(bytes, 'utf-8', true)];
  } catch {
    return ['windows-1252', 'macintosh'].map((encoding) => decode(bytes, encoding));
  }
}

/** As a stream: Node 20 reads windows-1252 as Latin-1 when it is given all at once. @throws for an unknown encoding */
export function decode(bytes: Uint8Array, encoding: string, fatal = false): string {
  const decoder = new TextDecoder(encoding, { fatal });
  return decoder.decode(bytes, { stream: true }) + decoder.decode();
}
