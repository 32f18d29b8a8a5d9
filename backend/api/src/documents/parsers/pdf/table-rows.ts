import { isValue } from '../table-grid.js';
import type { Band, Segment } from './segments.js';

export type Box = [x0: number, y0: number, x1: number, y1: number];

export interface Row {
  cells: string[];
  box: Box;
}

export interface PdfTable {
  rows: Row[];
  headerRows: number;
  /** Names of the columns, from all header rows; empty without header. */
  header: string[];
}

interface Column {
  x0: number;
  x1: number;
}

/** Lines of a table -> rows with cells by column, wrapped cells joined. */
export function tableOf(bands: Band[]): PdfTable {
  const lines = bands.map(withSigns);
  const columns = columnsOf(lines);
  const headerLines = headerLinesOf(lines, columns) || (isBoldHeader(lines) ? 1 : 0);
  const rows: Row[] = [];
  let last: Band | undefined;
  for (const [i, band] of lines.entries()) {
    const cells = place(band, columns);
    const previous = rows.at(-1);
    if (previous && last && i !== headerLines && goesOn(cells, previous, band, last))
      append(previous, cells, band);
    else if (previous && last && i > headerLines && endsLabel(cells, previous, band, last))
      append(previous, cells, band);
    else rows.push({ cells, box: boxOf(band) });
    last = band;
  }
  const header = headerLines > 0 ? headerOf(lines.slice(0, headerLines), columns) : [];
  const bottom = headerLines > 0 ? lines[headerLines - 1]!.y1 : -Infinity;
  return { rows, header, headerRows: rows.filter((row) => row.box[1] < bottom - 0.1).length };
}

const SIGN_BEFORE = /^[$€£¥￥]$/;
const SIGN_AFTER = /^(?:%|\)|\)%)$/;

/** A currency sign set apart at the left edge of its column belongs to the number, and so does a percent sign after it. */
function withSigns(band: Band): Band {
  const segments: Segment[] = [];
  for (const segment of band.segments.flatMap(withoutNextSign)) {
    const last = segments.at(-1);
    if (last && SIGN_BEFORE.test(last.text)) segments[segments.length - 1] = joined(last, segment);
    else if (last && SIGN_AFTER.test(segment.text)) segments[segments.length - 1] = joined(last, segment);
    else segments.push(segment);
  }
  return { ...band, segments };
}

/** '(19) $': the sign is the next number's. */
function withoutNextSign(segment: Segment): Segment[] {
  const match = /^(.*\S)\s+([$€£¥￥])$/.exec(segment.text);
  if (!match || segment.spans.length < 2) return [segment];
  const x = segment.spans.at(-1)!.x0;
  return [
    { ...segment, text: match[1]!, x1: Math.min(x, segment.x1) },
    { ...segment, text: match[2]!, x0: x },
  ];
}

function joined(left: Segment, right: Segment): Segment {
  const isSign = SIGN_BEFORE.test(left.text);
  return {
    ...(isSign ? right : left),
    text: left.text + right.text,
    x0: isSign ? right.x0 : left.x0,
    x1: right.x1,
  };
}

/** Columns are the stretches that the lines with most cells leave between their shared gaps. */
function columnsOf(bands: Band[]): Column[] {
  const most = Math.max(...bands.map((band) => band.segments.length));
  const full = bands.filter((band) => band.segments.length >= Math.max(2, most - 1));
  const intervals = full
    .flatMap((band) => band.segments.map(({ x0, x1 }) => ({ x0, x1 })))
    .sort((a, b) => a.x0 - b.x0);
  const columns: Column[] = [];
  for (const interval of intervals) {
    const column = columns.at(-1);
    if (column && interval.x0 <= column.x1) column.x1 = Math.max(column.x1, interval.x1);
    else columns.push({ ...interval });
  }
  return columns;
}

function place(band: Band, columns: Column[]): string[] {
  const cells = columns.map(() => '');
  for (const segment of band.segments) {
    const at = bestColumn(segment, columns);
    cells[at] = cells[at] ? `${cells[at]} ${segment.text}` : segment.text;
  }
  return cells;
}

function bestColumn(segment: Segment, columns: Column[]): number {
  let best = 0;
  let most = -Infinity;
  for (const [i, column] of columns.entries()) {
    const overlap = Math.min(column.x1, segment.x1) - Math.max(column.x0, segment.x0);
    if (overlap > most + 0.01) [best, most] = [i, overlap];
  }
  return best;
}

const MAX_HEADER_LINES = 8;

/** Lines at the top without values, above lines with values in the columns that they name. */
function headerLinesOf(bands: Band[], columns: Column[]): number {
  let count = 0;
  while (count < bands.length && count < MAX_HEADER_LINES && isHeaderLine(bands[count]!, columns)) count++;
  if (count === 0 || count === bands.length || count === MAX_HEADER_LINES) return 0;
  const below = bands.slice(count, count + 6).flatMap((band) => place(band, columns).slice(1));
  return below.some(isValue) ? count : 0;
}

/** A first line all in bold above lines that are not. */
function isBoldHeader([first, ...rest]: Band[]): boolean {
  if (!first || first.segments.length < 2 || !first.segments.every((segment) => segment.bold)) return false;
  return (
    rest.length > 0 &&
    rest.every((band) => band.segments.slice(1).some((segment) => !segment.bold) || band.segments.length < 2)
  );
}

/** Names of columns: no values, and nothing but them in the column of labels unless all columns are named. */
function isHeaderLine(band: Band, columns: Column[]): boolean {
  const cells = place(band, columns);
  const named = cells.slice(1).filter(Boolean).length;
  if (named === 0 || cells.some((cell) => isValue(cell) || cell.length > 60)) return false;
  return cells[0] === '' || named >= (columns.length - 1) * 0.6;
}

/** Each column is named by what stands above it, also by what stands above several. */
function headerOf(bands: Band[], columns: Column[]): string[] {
  return columns.map((column, i) => {
    const names = bands.map((band) => nameAbove(band, column, i, columns));
    return [...new Set(names.filter(Boolean))].join(' ');
  });
}

function nameAbove(band: Band, column: Column, at: number, columns: Column[]): string {
  const own = band.segments.filter(
    (segment) => bestColumn(segment, columns) === at || overlaps(segment, column),
  );
  if (own.length > 0) return own.map((segment) => segment.text).join(' ');
  if (at === 0 || band.segments.length >= columns.length - 1) return '';
  const center = (column.x0 + column.x1) / 2;
  const distance = ({ x0, x1 }: Segment): number => Math.abs((x0 + x1) / 2 - center);
  const nearest = [...band.segments].sort((a, b) => distance(a) - distance(b))[0]!;
  return bestColumn(nearest, columns) === 0 ? '' : nearest.text;
}

function overlaps(segment: Segment, column: Column): boolean {
  return Math.min(segment.x1, column.x1) - Math.max(segment.x0, column.x0) > (column.x1 - column.x0) * 0.5;
}

/** A line with an empty first cell, close below, whose cells all stand under filled ones. */
function goesOn(cells: string[], row: Row, band: Band, last: Band): boolean {
  if (cells[0] !== '' || band.y0 - last.y1 > band.size * 0.6) return false;
  if (cells.filter(Boolean).length === cells.length - 1 && cells.length > 2) return false;
  return cells.every((cell, i) => cell === '' || (row.cells[i] !== '' && !isValue(cell)));
}

/** A label too long for one line: the line above is nothing but its beginning. */
function endsLabel(cells: string[], row: Row, band: Band, last: Band): boolean {
  if (band.y0 - last.y1 > band.size * 0.6 || row.cells.slice(1).some(Boolean)) return false;
  return /^[\p{Ll}(]/u.test(cells[0] ?? '') && !/[:：]$/.test(row.cells[0] ?? '');
}

function append(row: Row, cells: string[], band: Band): void {
  row.cells = row.cells.map((cell, i) => (cells[i] ? `${cell} ${cells[i]}`.trim() : cell));
  const [x0, y0, x1, y1] = boxOf(band);
  row.box = [
    Math.min(row.box[0], x0),
    Math.min(row.box[1], y0),
    Math.max(row.box[2], x1),
    Math.max(row.box[3], y1),
  ];
}

function boxOf(band: Band): Box {
  return [band.segments[0]!.x0, band.y0, Math.max(...band.segments.map((segment) => segment.x1)), band.y1];
}
