import type { Band, Segment } from './segments.js';

export interface Row {
  cells: string[];
  box: [number, number, number, number];
}

export type Part = { kind: 'lines'; bands: Band[] } | { kind: 'table'; rows: Row[] };

const MARKER =
  /^(?:[-–—*•·●○▪■□◦‣➢✓]|\(?\d{1,3}(?:\.\d{1,3})*[.)]?|\(?[a-zA-Z][.)]|\(?[ivxIVX]{1,5}[.)]|[（(]?[一二三四五六七八九十]{1,3}[)）、.])$/;

/** Divides a column into tables (lines with aligned gaps) and lines of text. */
export function partsOf(bands: Band[]): Part[] {
  const parts: Part[] = [];
  const marked = bands.map(mergeMarker);
  for (let i = 0; i < marked.length;) {
    const end = tableEnd(marked, i);
    if (end - i >= 2) {
      parts.push({ kind: 'table', rows: rowsOf(marked.slice(i, end)) });
      i = end;
      continue;
    }
    const last = parts.at(-1);
    if (last?.kind === 'lines') last.bands.push(marked[i]!);
    else parts.push({ kind: 'lines', bands: [marked[i]!] });
    i++;
  }
  return parts;
}

/** A bullet or number belongs to the text after it, and so does a page number after leader dots. */
function mergeMarker(band: Band): Band {
  const { segments } = band;
  const isItem = segments.length === 2 && MARKER.test(segments[0]!.text);
  const isLeader =
    segments.length > 1 && segments.some((segment) => /\.{4}|…{2}|(?:\. ){4}/.test(segment.text));
  if (!isItem && !isLeader) return band;
  return { ...band, segments: [mergeAll(segments)] };
}

export function mergeAll(segments: Segment[]): Segment {
  const [first] = segments;
  return {
    ...first!,
    text: segments.map((segment) => segment.text).join(' '),
    x1: Math.max(...segments.map((segment) => segment.x1)),
    y0: Math.min(...segments.map((segment) => segment.y0)),
    y1: Math.max(...segments.map((segment) => segment.y1)),
    spans: segments.flatMap((segment) => segment.spans),
  };
}

/** Where the table that begins at this band ends; the band itself when it begins none. */
function tableEnd(bands: Band[], start: number): number {
  let end = start;
  let rows = 0;
  let gaps: Gap[] = [];
  for (let i = start; i < bands.length; i++) {
    const band = bands[i]!;
    if (i > start && band.y0 - bands[i - 1]!.y1 > band.size * 2.5) break;
    if (band.segments.length > 1) {
      const shared = rows === 0 ? gapsOf(band) : common(gaps, band);
      if (shared.length === 0) break;
      [gaps, rows, end] = [shared, rows + 1, i + 1];
    } else if (rows === 0 || !isInsideColumn(band, gaps) || i - end >= 2) break;
  }
  return rows >= 2 ? end : start;
}

interface Gap {
  x0: number;
  x1: number;
}

function gapsOf(band: Band): Gap[] {
  return band.segments.slice(1).map((segment, i) => ({ x0: band.segments[i]!.x1, x1: segment.x0 }));
}

/** The parts of these gaps that are white in this band too. */
function common(gaps: Gap[], band: Band): Gap[] {
  const white = [
    { x0: -Infinity, x1: band.segments[0]!.x0 },
    ...gapsOf(band),
    { x0: band.segments.at(-1)!.x1, x1: Infinity },
  ];
  const shared = gaps.flatMap((gap) =>
    white.map((one) => ({ x0: Math.max(gap.x0, one.x0), x1: Math.min(gap.x1, one.x1) })),
  );
  const wide = shared.filter((gap) => gap.x1 - gap.x0 > band.size * 0.3);
  const inner = gapsOf(band).some((gap) =>
    wide.some((one) => one.x0 >= gap.x0 - 0.01 && one.x1 <= gap.x1 + 0.01),
  );
  return inner ? wide : [];
}

/** A line that stays within one column goes on with the cell above it. */
function isInsideColumn(band: Band, gaps: Gap[]): boolean {
  const { x0, x1 } = band.segments[0]!;
  return gaps.some((gap) => gap.x1 <= x0 + 1) || gaps.some((gap) => gap.x0 >= x1 - 1);
}

function rowsOf(bands: Band[]): Row[] {
  const columns = columnsOfTable(bands);
  const rows: Row[] = [];
  let last: Band | undefined;
  for (const band of bands) {
    const cells = place(band, columns);
    const previous = rows.at(-1);
    if (previous && last && goesOn(cells, previous, band, last)) append(previous, cells, band);
    else rows.push({ cells, box: boxOf(band) });
    last = band;
  }
  return rows;
}

/** Columns are the stretches that the lines with most cells leave between their shared gaps. */
function columnsOfTable(bands: Band[]): Gap[] {
  const most = Math.max(...bands.map((band) => band.segments.length));
  const full = bands.filter((band) => band.segments.length >= Math.max(2, most - 1));
  const intervals = full
    .flatMap((band) => band.segments.map(({ x0, x1 }) => ({ x0, x1 })))
    .sort((a, b) => a.x0 - b.x0);
  const columns: Gap[] = [];
  for (const interval of intervals) {
    const column = columns.at(-1);
    if (column && interval.x0 <= column.x1) column.x1 = Math.max(column.x1, interval.x1);
    else columns.push({ ...interval });
  }
  return columns;
}

function place(band: Band, columns: Gap[]): string[] {
  const cells = columns.map(() => '');
  for (const segment of band.segments) {
    const at = bestColumn(segment, columns);
    cells[at] = cells[at] ? `${cells[at]} ${segment.text}` : segment.text;
  }
  return cells;
}

function bestColumn(segment: Segment, columns: Gap[]): number {
  let best = 0;
  let most = -Infinity;
  for (const [i, column] of columns.entries()) {
    const overlap = Math.min(column.x1, segment.x1) - Math.max(column.x0, segment.x0);
    if (overlap > most + 0.01) [best, most] = [i, overlap];
  }
  return best;
}

/** A line with an empty first cell, close below, whose cells all stand under filled ones. */
function goesOn(cells: string[], row: Row, band: Band, last: Band): boolean {
  if (cells[0] !== '' || band.y0 - last.y1 > band.size * 0.6) return false;
  if (cells.filter(Boolean).length === cells.length - 1 && cells.length > 2) return false;
  return cells.every((cell, i) => cell === '' || row.cells[i] !== '');
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

function boxOf(band: Band): [number, number, number, number] {
  return [band.segments[0]!.x0, band.y0, Math.max(...band.segments.map((segment) => segment.x1)), band.y1];
}
