import type { TextContent, TextItem } from 'pdfjs-dist/types/src/display/api.js';

export type Box = [x0: number, y0: number, x1: number, y1: number];

/** Words that a page draws in one go, in points from its top left. */
export interface PageItem {
  text: string;
  fontFamily: string;
  box: Box;
}

/** What is cited of one block: a part of its text, and where the block stands. */
export interface Mark {
  page: number;
  box: Box;
  text: string;
  start: number;
  end: number;
}

/** How wide a text is in a font; only proportions count. */
export type WidthOf = (text: string, fontFamily: string) => number;

const ASCENT = 0.8;
const DESCENT = 0.22;
/** Points by which words may stand out of their block's box. */
const SLACK = 2;

/**
 * The boxes, one a line, of the cited words within their block; undefined when the page's words are not the block's, so
 * that the whole block is to be marked. Only letters and digits are compared: blanks, hyphens at line ends and the
 * signs between cells are the parser's.
 */
export function citedWords(items: PageItem[], mark: Mark, widthOf: WidthOf): Box[] | undefined {
  const cited = letters(mark.text.slice(mark.start, mark.end));
  const before = letters(mark.text.slice(0, mark.start)).length;
  const within = items.filter(({ box }) => isWithin(box, mark.box));
  for (const order of [within, [...within].sort(byLine)]) {
    const drawn = order.flatMap(drawnLetters);
    const at = nearest(drawn.map(({ letter }) => letter).join(''), cited, before);
    if (at >= 0) return linesOf(partsOf(drawn.slice(at, at + cited.length), widthOf));
  }
  return undefined;
}

/** The upright words of a page; bold that is drawn twice counts once. */
export function pageItems(content: TextContent, viewport: number[]): PageItem[] {
  const seen = new Set<string>();
  return content.items.flatMap((item) => {
    if (!('str' in item) || item.str.trim() === '') return [];
    const box = boxOf(item, viewport);
    if (!box) return [];
    const key = [item.str, ...box.map((value) => Math.round(value / 3))].join();
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ text: item.str, fontFamily: content.styles[item.fontName]?.fontFamily ?? 'sans-serif', box }];
  });
}

function boxOf({ transform: t, width, height }: TextItem, v: number[]): Box | undefined {
  const at = (m: number, n: number, i: number) => v[i]! * (t[m] as number) + v[i + 2]! * (t[n] as number);
  const [a, b, c, d] = [at(0, 1, 0), at(0, 1, 1), at(2, 3, 0), at(2, 3, 1)];
  if (Math.abs(Math.atan2(b, a)) > 0.05) return undefined;
  const [x, y] = [at(4, 5, 0) + v[4]!, at(4, 5, 1) + v[5]!];
  const size = Math.hypot(c, d) || height;
  return [x, y - size * ASCENT, x + width, y + size * DESCENT];
}

interface DrawnLetter {
  letter: string;
  item: PageItem;
  from: number;
  to: number;
}

const isLetter = /[\p{L}\p{N}]/u;

const letters = (text: string): string =>
  [...text.normalize('NFKC').toLowerCase()].filter((one) => isLetter.test(one)).join('');

/** One entry a code unit, so that a place in the joined letters is a place in this list. */
function drawnLetters(item: PageItem): DrawnLetter[] {
  let from = 0;
  return [...item.text].flatMap((character) => {
    const place = { item, from, to: from + character.length };
    from = place.to;
    return letters(character)
      .split('')
      .map((letter) => ({ letter, ...place }));
  });
}

/** Where `cited` stands in `drawn`: of several places the one nearest to where it stands in the block. */
function nearest(drawn: string, cited: string, before: number): number {
  if (cited === '') return -1;
  let best = -1;
  for (let at = drawn.indexOf(cited); at >= 0; at = drawn.indexOf(cited, at + 1)) {
    if (best >= 0 && Math.abs(at - before) >= Math.abs(best - before)) break;
    best = at;
  }
  return best;
}

function partsOf(drawn: DrawnLetter[], widthOf: WidthOf): Box[] {
  const parts = new Map<PageItem, { from: number; to: number }>();
  for (const { item, from, to } of drawn) {
    const part = parts.get(item);
    if (part) part.to = to;
    else parts.set(item, { from, to });
  }
  return [...parts].map(([item, { from, to }]) => {
    const { text, fontFamily } = item;
    const [x0, y0, x1, y1] = item.box;
    const all = widthOf(text, fontFamily) || 1;
    const x = (length: number) => x0 + ((x1 - x0) * widthOf(text.slice(0, length), fontFamily)) / all;
    return [x(from), y0, x(wholeEnd(text, to)), y1];
  });
}

/** The stop after the last word belongs to it. */
const wholeEnd = (text: string, to: number): number =>
  to + /^[^\s\p{L}\p{N}]*/u.exec(text.slice(to))![0].length;

/** Neighbouring parts of one line as one box. */
function linesOf(parts: Box[]): Box[] {
  const lines: Box[] = [];
  for (const part of [...parts].sort((a, b) => a[1] - b[1] || a[0] - b[0])) {
    const line = lines.find((one) => isSameLine(one, part) && gapOf(one, part) < 2 * (part[3] - part[1]));
    if (line) line.splice(0, 4, ...around(line, part));
    else lines.push(part);
  }
  return lines;
}

const around = (a: Box, b: Box): Box => [
  Math.min(a[0], b[0]),
  Math.min(a[1], b[1]),
  Math.max(a[2], b[2]),
  Math.max(a[3], b[3]),
];

const gapOf = (a: Box, b: Box): number => Math.max(a[0], b[0]) - Math.min(a[2], b[2]);

const middle = ([, y0, , y1]: Box): number => (y0 + y1) / 2;

const isSameLine = (a: Box, b: Box): boolean => middle(b) > a[1] && middle(b) < a[3];

const isWithin = (inner: Box, outer: Box): boolean => {
  const x = (inner[0] + inner[2]) / 2;
  const y = middle(inner);
  return x > outer[0] - SLACK && x < outer[2] + SLACK && y > outer[1] - SLACK && y < outer[3] + SLACK;
};

const byLine = (a: PageItem, b: PageItem): number =>
  isSameLine(a.box, b.box) ? a.box[0] - b.box[0] : middle(a.box) - middle(b.box);
