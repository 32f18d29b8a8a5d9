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

/** UTF-8, or MacRoman where the bytes are not valid UTF-8: what Excel on a Mac saves. */
export function decodeExcelText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('macintosh').decode(bytes);
  }
}
