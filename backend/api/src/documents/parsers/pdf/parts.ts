import { segmentOf, type Band, type Segment } from './segments.js';
import { tableOf, type PdfTable } from './table-rows.js';

export type Part = { kind: 'lines'; bands: Band[] } | { kind: 'table'; table: PdfTable };

const MARKER =
  /^(?:[-–—*•·●○▪■□◦‣➢✓]|\(?\d{1,3}(?:\.\d{1,3})*[.)]?|\(?[a-zA-Z][.)]|\(?[ivxIVX]{1,5}[.)]|[（(]?[一二三四五六七八九十]{1,3}[)）、.])$/;

/** Divides a column into tables (lines with aligned gaps) and lines of text. */
export function partsOf(bands: Band[]): Part[] {
  const parts: Part[] = [];
  const marked = bands.map(mergeMarker);
  for (let i = 0; i < marked.length;) {
    const end = tableEnd(marked, i);
    if (end - i >= 2) {
      const above = takeHeader(parts.at(-1), marked.slice(i, end));
      parts.push({ kind: 'table', table: tableOf([...above, ...marked.slice(i, end)]) });
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

const MAX_LINES_ABOVE = 3;

/** Lines just above a table that stand over its columns of values: names of groups of columns. */
function takeHeader(part: Part | undefined, table: Band[]): Band[] {
  if (part?.kind !== 'lines') return [];
  const left = Math.min(...table.map((band) => band.segments[0]!.x0));
  const right = Math.max(...table.map((band) => band.segments.at(-1)!.x1));
  const taken: Band[] = [];
  for (let below = table[0]!; taken.length < MAX_LINES_ABOVE; below = taken[0]!) {
    const band = part.bands.at(-1);
    if (!band || band.segments.length > 1 || !isAbove(band, below, left + (right - left) * 0.3)) break;
    taken.unshift(part.bands.pop()!);
  }
  return taken;
}

function isAbove(band: Band, below: Band, x: number): boolean {
  const [segment] = band.segments;
  const isNear = below.y0 - band.y1 < band.size * 0.9 && Math.abs(band.size - below.size) < band.size * 0.15;
  return isNear && segment!.x0 > x && segment!.text.length <= 60 && !/[.。:：]$/.test(segment!.text);
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
  if (segments.length === 1) return segments[0]!;
  return {
    ...segmentOf(segments.flatMap((segment) => segment.spans)),
    text: segments.map(({ text }) => text).join(' '),
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
