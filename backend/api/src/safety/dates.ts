import { foldText } from './terms.js';

/** The parts of a date that a text names. */
export interface DateParts {
  year?: number;
  month?: number;
  day?: number;
  text: string;
}

const monthNames = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const MONTH = '(jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\\.?';
const patterns: [RegExp, (groups: (string | undefined)[]) => Omit<DateParts, 'text'>][] = [
  [/\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\b/g, ([y, m, d]) => ({ year: +y!, month: +m!, day: +d! })],
  [
    /(?:(\d{4})\s*年\s*)?(\d{1,2})\s*月(?:\s*(\d{1,2})\s*[日号])?/g,
    ([y, m, d]) => ({ ...(y && { year: +y }), month: +m!, ...(d && { day: +d }) }),
  ],
  [
    new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th)?(?: of)? ${MONTH}(?:,? (\\d{4}))?\\b`, 'g'),
    ([d, m, y]) => ({ day: +d!, month: monthOf(m!), ...(y && { year: +y }) }),
  ],
  [
    new RegExp(`\\b${MONTH} (\\d{1,2})(?:st|nd|rd|th)?(?:,? (\\d{4}))?\\b(?!\\d)`, 'g'),
    ([m, d, y]) => ({ day: +d!, month: monthOf(m!), ...(y && { year: +y }) }),
  ],
  [new RegExp(`\\b${MONTH},? (\\d{4})\\b`, 'g'), ([m, y]) => ({ month: monthOf(m!), year: +y! })],
];

const monthOf = (name: string): number => monthNames.indexOf(name.slice(0, 3)) + 1;

/** Dates of a text with at least a month, and the text without them (for what reads numbers next). */
export function datesIn(text: string): { dates: DateParts[]; rest: string } {
  let rest = foldText(text).toLowerCase();
  const dates: DateParts[] = [];
  for (const [pattern, read] of patterns) {
    rest = rest.replace(pattern, (written: string, ...groups: (string | undefined)[]) => {
      const parts = read(groups);
      if (!parts.month || parts.month > 12 || (parts.day ?? 1) > 31) return written;
      dates.push({ ...parts, text: written });
      return ' '.repeat(written.length);
    });
  }
  return { dates, rest };
}

/** Every part that the claim names is the same in the source. */
export const sameDate = (claim: DateParts, source: DateParts): boolean =>
  (['year', 'month', 'day'] as const).every(
    (part) => claim[part] === undefined || claim[part] === source[part],
  );

/** Each date with a day as one key, however it is written: `5-21` for 21 May, 2026-05-21 and 5月21日 alike. */
export const dateKeys = (text: string): string[] =>
  datesIn(text).dates.flatMap(({ month, day }) => (day === undefined ? [] : [`${month}-${day}`]));
