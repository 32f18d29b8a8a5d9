import { isWide } from '../plain-text.js';
import type { Span } from './page-text.js';

/** Spans of one line without a wide gap: a line of a column, or a cell of a table. */
export interface Segment {
  text: string;
  x0: number;
  x1: number;
  y0: number;
  y1: number;
  baseline: number;
  size: number;
  bold: boolean;
  spans: Span[];
}

/** A gap of this many font sizes divides columns and cells. */
const GAP = 0.9;

/** Lines of spans by baseline, cut at wide gaps; from top to bottom, left to right. */
export function segmentsOf(spans: Span[]): Segment[] {
  return linesOf(spans).flatMap((line) => cut(line, GAP));
}

/** Spans whose baselines are near: indices and exponents belong to the line that they hang on. */
function linesOf(spans: Span[]): Span[][] {
  const sorted = [...spans].sort((a, b) => a.baseline - b.baseline || a.x0 - b.x0);
  const lines: { spans: Span[]; baseline: number; size: number }[] = [];
  for (const span of sorted) {
    const line = lines.at(-1);
    if (line && (isLevel(span, line) || hangsOn(span, line.spans.at(-1)!))) {
      line.spans.push(span);
      if (span.size > line.size * 1.05) Object.assign(line, { baseline: span.baseline, size: span.size });
    } else {
      lines.push({ spans: [span], baseline: span.baseline, size: span.size });
    }
  }
  return lines.map((line) => line.spans.sort((a, b) => a.x0 - b.x0));
}

function isLevel(
  one: { baseline: number; size: number },
  other: { baseline: number; size: number },
): boolean {
  return Math.abs(one.baseline - other.baseline) <= Math.max(one.size, other.size) * 0.35;
}

/** An index or exponent beside larger text. */
function hangsOn(one: Span | Segment, other: Span | Segment): boolean {
  const ratio = Math.min(one.size, other.size) / Math.max(one.size, other.size);
  if (ratio < 0.5 || ratio > 0.85) return false;
  const overlap = Math.min(one.y1, other.y1) - Math.max(one.y0, other.y0);
  return overlap > Math.min(one.y1 - one.y0, other.y1 - other.y0) * 0.5;
}

function cut(line: Span[], gap: number): Segment[] {
  const segments: Segment[] = [];
  let run: Span[] = [];
  for (const span of line) {
    const last = run.at(-1);
    if (last && span.x0 - right(run) > Math.max(last.size, span.size) * gap) {
      segments.push(segmentOf(run));
      run = [];
    }
    run.push(span);
  }
  if (run.length > 0) segments.push(segmentOf(run));
  return segments;
}

function right(spans: Span[]): number {
  return spans.reduce((most, span) => Math.max(most, span.x1), -Infinity);
}

export function segmentOf(spans: Span[]): Segment {
  const main = spans.reduce((most, span) =>
    span.text.length * span.size > most.text.length * most.size ? span : most,
  );
  return {
    text: joinSpans(spans),
    x0: Math.min(...spans.map((span) => span.x0)),
    x1: right(spans),
    y0: Math.min(...spans.map((span) => span.y0)),
    y1: Math.max(...spans.map((span) => span.y1)),
    baseline: main.baseline,
    size: main.size,
    bold: spans.every((span) => span.bold || !/[\p{L}\p{N}]/u.test(span.text)),
    spans,
  };
}

function joinSpans(spans: Span[]): string {
  let text = '';
  let end = -Infinity;
  for (const span of spans) {
    const piece = span.text.replace(/\s+/g, ' ').trim();
    const gap = span.x0 - end;
    text += text !== '' && isApart(text, piece, gap / span.size, span.spaced) ? ` ${piece}` : piece;
    end = Math.max(end, span.x1);
  }
  return text;
}

function isApart(left: string, right_: string, gap: number, spaced: boolean): boolean {
  if (isWide(left.at(-1)) && isWide(right_[0])) return gap > 0.6;
  if (isWide(left.at(-1)) || isWide(right_[0])) return gap > (spaced ? 0.12 : 0.3);
  return gap > 0.16 || (spaced && gap > 0.04);
}

/** Cuts a segment where a column boundary runs through it, if there is any gap there. */
export function cutAt(segment: Segment, x: number): Segment[] {
  const left = segment.spans.filter((span) => (span.x0 + span.x1) / 2 < x);
  const right_ = segment.spans.filter((span) => (span.x0 + span.x1) / 2 >= x);
  if (left.length === 0 || right_.length === 0) return [segment];
  const gap = Math.min(...right_.map((span) => span.x0)) - right(left);
  return gap > segment.size * 0.3 ? [segmentOf(left), segmentOf(right_)] : [segment];
}

/** Segments side by side on one line. */
export interface Band {
  segments: Segment[];
  y0: number;
  y1: number;
  baseline: number;
  size: number;
}

export function bandsOf(segments: Segment[]): Band[] {
  const sorted = [...segments].sort((a, b) => a.baseline - b.baseline || a.x0 - b.x0);
  const bands: Band[] = [];
  for (const segment of sorted) {
    const band = bands.at(-1);
    if (band && isLevel(segment, band)) {
      band.segments.push(segment);
      band.y0 = Math.min(band.y0, segment.y0);
      band.y1 = Math.max(band.y1, segment.y1);
    } else {
      bands.push({
        segments: [segment],
        y0: segment.y0,
        y1: segment.y1,
        baseline: segment.baseline,
        size: segment.size,
      });
    }
  }
  for (const band of bands) band.segments.sort((a, b) => a.x0 - b.x0);
  return bands;
}
