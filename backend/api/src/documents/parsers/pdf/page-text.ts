import type { PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { FontNames } from './font-names.js';

/** A run of glyphs as the file draws it, in points from the top left of the page. */
export interface Span {
  text: string;
  x0: number;
  x1: number;
  y0: number;
  y1: number;
  baseline: number;
  size: number;
  /** A blank was drawn before it. */
  spaced: boolean;
  bold: boolean;
}

export interface PageText {
  number: number;
  width: number;
  height: number;
  spans: Span[];
  /** Spans that stand across the page, turned upright. */
  turned: Span[];
}

type Matrix = [number, number, number, number, number, number];

export interface TextItem {
  str: string;
  width: number;
  height: number;
  transform: number[];
  hasEOL: boolean;
  fontName: string;
}

const ASCENT = 0.8;
const DESCENT = 0.22;

export async function readPage(page: PDFPageProxy, number: number, fonts: FontNames): Promise<PageText> {
  const viewport = page.getViewport({ scale: 1 });
  const content = await page.getTextContent();
  await fonts.learn(page, content.items as TextItem[]);
  const result: PageText = { number, width: viewport.width, height: viewport.height, spans: [], turned: [] };
  let spaced = true;
  for (const item of content.items as TextItem[]) {
    if (typeof item.str !== 'string') continue;
    if (item.str.trim() === '') {
      spaced = true;
      continue;
    }
    const { span, upright } = spanOf(item, viewport.transform as Matrix, spaced);
    span.bold = fonts.isBold(item.fontName);
    if (span.size > 0.5) (upright ? result.spans : result.turned).push(span);
    spaced = /\s$/.test(item.str) || item.hasEOL;
  }
  result.spans = withoutDoubles(result.spans);
  return result;
}

function spanOf(item: TextItem, viewport: Matrix, spaced: boolean): { span: Span; upright: boolean } {
  const [a, b, c, d, x, y] = multiply(viewport, item.transform as Matrix);
  const size = Math.hypot(c, d) || item.height;
  const stretch = Math.hypot(a, b) / (Math.hypot(item.transform[0]!, item.transform[1]!) || 1);
  const width = item.width * stretch;
  const angle = Math.atan2(b, a);
  const text = item.str;
  const isSpaced = spaced || /^\s/.test(text);
  if (Math.abs(angle) < 0.2) return { span: box(text, x, y, width, size, isSpaced), upright: true };
  return { span: turnedBox(text, { x, y, width, size, angle }, isSpaced), upright: false };
}

function box(text: string, x: number, y: number, width: number, size: number, spaced: boolean): Span {
  return {
    text,
    x0: x,
    x1: x + width,
    y0: y - size * ASCENT,
    y1: y + size * DESCENT,
    baseline: y,
    size,
    spaced,
    bold: false,
  };
}

interface Run {
  x: number;
  y: number;
  width: number;
  size: number;
  angle: number;
}

/** Coordinates along and across the text, so that lines can be found as if it stood upright. */
function turnedBox(text: string, run: Run, spaced: boolean): Span {
  const along = run.x * Math.cos(run.angle) + run.y * Math.sin(run.angle);
  const across = -run.x * Math.sin(run.angle) + run.y * Math.cos(run.angle);
  return box(text, along, across, run.width, run.size, spaced);
}

function multiply(m: Matrix, n: Matrix): Matrix {
  return [
    m[0] * n[0] + m[2] * n[1],
    m[1] * n[0] + m[3] * n[1],
    m[0] * n[2] + m[2] * n[3],
    m[1] * n[2] + m[3] * n[3],
    m[0] * n[4] + m[2] * n[5] + m[4],
    m[1] * n[4] + m[3] * n[5] + m[5],
  ];
}

/** Bold is often drawn as the same text twice, a hair apart. */
function withoutDoubles(spans: Span[]): Span[] {
  const seen = new Map<string, Span[]>();
  return spans.filter((span) => {
    const key = `${span.text}@${Math.round(span.baseline / 4)}`;
    const same = seen.get(key) ?? [];
    seen.set(key, [...same, span]);
    return !same.some(
      (one) =>
        Math.abs(one.x0 - span.x0) < span.size * 0.25 &&
        Math.abs(one.baseline - span.baseline) < span.size * 0.25,
    );
  });
}
