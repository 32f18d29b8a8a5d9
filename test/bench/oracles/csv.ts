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
    return [new TextDecoder('utf-8', { fatal: true }).decode(bytes)];
  } catch {
    return ['windows-1252', 'macintosh'].map((encoding) => new TextDecoder(encoding).decode(bytes));
  }
}
