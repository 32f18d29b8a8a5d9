import { cutAt, type Segment } from './segments.js';

const MAX_CUTS = 4;
const MIN_LINES = 4;

/** Divides a page into columns of prose, in reading order; tables are not prose and stay together. */
export function columnsOf(segments: Segment[], cuts = 0): Segment[][] {
  const gutter = cuts < MAX_CUTS ? findGutter(segments) : undefined;
  if (gutter === undefined) return segments.length > 0 ? [segments] : [];
  const parts = segments.flatMap((segment) =>
    crosses(segment, gutter) ? cutAt(segment, gutter) : [segment],
  );
  return slabsOf(parts, gutter).flatMap((slab) => {
    if (slab.spanning) return columnsOf(slab.segments, cuts + 1);
    const left = slab.segments.filter((segment) => segment.x1 <= gutter);
    const right = slab.segments.filter((segment) => segment.x1 > gutter);
    return [...columnsOf(left, cuts + 1), ...columnsOf(right, cuts + 1)];
  });
}

function crosses(segment: Segment, x: number): boolean {
  return segment.x0 < x && segment.x1 > x;
}

interface Slab {
  spanning: boolean;
  segments: Segment[];
}

/** Lines across both columns divide the page into slabs from top to bottom. */
function slabsOf(segments: Segment[], gutter: number): Slab[] {
  const slabs: Slab[] = [];
  for (const segment of [...segments].sort((a, b) => a.y0 - b.y0)) {
    const spanning = crosses(segment, gutter);
    const slab = slabs.at(-1);
    if (slab && slab.spanning === spanning) slab.segments.push(segment);
    else slabs.push({ spanning, segments: [segment] });
  }
  return slabs;
}

/** The middle of the white band between two columns of prose. */
function findGutter(segments: Segment[]): number | undefined {
  if (segments.length < 2 * MIN_LINES) return undefined;
  const x0 = Math.min(...segments.map((segment) => segment.x0));
  const x1 = Math.max(...segments.map((segment) => segment.x1));
  let best: { x: number; score: number } | undefined;
  for (const x of candidates(segments, x0, x1)) {
    const score = gutterScore(segments, x);
    if (score !== undefined && (!best || score > best.score)) best = { x, score };
  }
  return best?.x;
}

/** Places just left of where many segments begin. */
function candidates(segments: Segment[], x0: number, x1: number): number[] {
  const starts = new Map<number, { count: number; x: number }>();
  for (const segment of segments) {
    const key = Math.round(segment.x0 / 3);
    const start = starts.get(key) ?? { count: 0, x: segment.x0 };
    starts.set(key, { count: start.count + 1, x: Math.min(start.x, segment.x0) });
  }
  const width = x1 - x0;
  return [...starts.values()]
    .filter(({ count, x }) => count >= 3 && x > x0 + width * 0.15 && x < x1 - width * 0.1)
    .map(({ x }) => x - 2);
}

function gutterScore(segments: Segment[], x: number): number | undefined {
  const parts = segments.flatMap((segment) => (crosses(segment, x) ? cutAt(segment, x) : [segment]));
  const left = parts.filter((segment) => segment.x1 <= x);
  const right = parts.filter((segment) => segment.x0 >= x);
  const crossing = parts.length - left.length - right.length;
  const beside = sideBySide(left, right);
  if (!beside) return undefined;
  const lines = Math.min(beside.left.length, beside.right.length);
  if (!isProse(beside.left) || !isProse(beside.right)) return undefined;
  return lines - crossing * 0.5 > 0 ? lines - crossing * 0.5 : undefined;
}

/** The segments of each side that have the other side next to them. */
function sideBySide(left: Segment[], right: Segment[]): { left: Segment[]; right: Segment[] } | undefined {
  if (left.length < MIN_LINES || right.length < MIN_LINES) return undefined;
  const top = Math.max(Math.min(...left.map((one) => one.y0)), Math.min(...right.map((one) => one.y0)));
  const bottom = Math.min(Math.max(...left.map((one) => one.y1)), Math.max(...right.map((one) => one.y1)));
  const within = (one: Segment): boolean => one.y1 > top && one.y0 < bottom;
  const sides = { left: left.filter(within), right: right.filter(within) };
  return sides.left.length >= MIN_LINES && sides.right.length >= MIN_LINES ? sides : undefined;
}

/** Lines of running text mostly fill their column and hold many characters; cells do not. */
function isProse(segments: Segment[]): boolean {
  const widths = segments.map((segment) => segment.x1 - segment.x0).sort((a, b) => a - b);
  const column = widths[Math.floor(widths.length * 0.9)]!;
  const full = widths.filter((width) => width >= column * 0.75).length / widths.length;
  const size = segments.reduce((sum, segment) => sum + segment.size, 0) / segments.length;
  return full >= 0.4 && column >= size * 9 && isFlowing(segments);
}

/** Sentences go on over line ends: most full lines do not begin with a capital or a number. */
function isFlowing(segments: Segment[]): boolean {
  const letters = segments.reduce((sum, segment) => sum + (segment.text.match(/\p{L}/gu)?.length ?? 0), 0);
  const characters = segments.reduce((sum, segment) => sum + segment.text.length, 0);
  return letters >= characters * 0.6;
}
