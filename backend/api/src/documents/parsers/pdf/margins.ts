import type { PageText } from './page-text.js';
import type { Segment } from './segments.js';

/** Share of the page's height in which running headers and footers stand. */
const MARGIN = 0.12;
const MIN_PAGES = 3;
/** Chapters have running headers of their own. */
const MIN_SHARE = 0.15;

/** Lines at the top and bottom that come back on many pages, apart from their numbers. */
export function repeatedMargins(pages: { page: PageText; segments: Segment[] }[]): Set<string> {
  const seen = new Map<string, number>();
  for (const { page, segments } of pages) {
    const keys = new Set(
      segments.filter((segment) => isMargin(segment, page)).map((segment) => marginKey(segment, page)),
    );
    for (const key of keys) seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  const least = Math.max(MIN_PAGES, pages.length * MIN_SHARE);
  return new Set([...seen].filter(([, count]) => count >= least).map(([key]) => key));
}

export function isRepeated(segment: Segment, page: PageText, repeated: Set<string>): boolean {
  return isMargin(segment, page) && repeated.has(marginKey(segment, page));
}

/** The lines of a page without running headers, footers and page numbers. */
export function withoutMargins(page: PageText, segments: Segment[], repeated: Set<string>): Segment[] {
  const kept = segments.filter((one) => !isRepeated(one, page, repeated) && !isPageNumber(one, page));
  const last = kept.reduce<Segment | undefined>(
    (low, one) => (low && low.y1 >= one.y1 ? low : one),
    undefined,
  );
  const isNumber = last && /^\d{1,4}$/.test(last.text) && Math.abs(Number(last.text) - page.number) <= 20;
  const isAlone = isNumber && kept.every((one) => one === last || one.y1 < last.y0 - last.size);
  return isAlone ? kept.filter((one) => one !== last) : kept;
}

/** A number alone at the very edge of the page. */
export function isPageNumber(segment: Segment, page: PageText): boolean {
  const edge = segment.y0 > page.height * 0.9 || segment.y1 < page.height * 0.08;
  return (
    edge &&
    /^(?:[-–—]\s*)?(?:page\s+|第\s*)?\d{1,4}(?:\s*(?:of|\/|页共)\s*\d{1,4})?(?:\s*页)?(?:\s*[-–—])?$/i.test(
      segment.text.trim(),
    )
  );
}

function isMargin(segment: Segment, page: PageText): boolean {
  return segment.y1 < page.height * MARGIN || segment.y0 > page.height * (1 - MARGIN);
}

function marginKey(segment: Segment, page: PageText): string {
  const half = segment.y0 < page.height / 2 ? 'top' : 'bottom';
  return `${half}:${segment.text.replace(/\d+/g, '#').replace(/\s+/g, ' ')}`;
}
