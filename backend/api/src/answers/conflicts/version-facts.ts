import { type DateParts, datesIn, foldText } from '../../safety/index.js';

/** What a document says of itself as one version of several. */
export interface VersionFacts {
  title: string;
  /** The day from which it applies, as YYYY-MM-DD; '' when it does not say so. */
  since: string;
  /** Numbers of its title: years first, then the others. */
  edition: readonly number[];
  /** What it says to replace, lower case; '' when nothing. */
  replaces: string;
  /** When it changed last here. */
  updatedAt: string;
}

const SINCE =
  /\b(?:valid|effective|in force|applies|applicable|issued|adopted|as of|with effect|commencement|entry into force)\b|生效|施行|实施|执行|起用|有效期|适用期|发布日期|颁布/gu;
const REPLACES = /\b(?:replaces|supersedes|replacing|superseding)\b|取代|替代|代替|废止/u;
/** How far behind its cue a date may stand. */
const REACH = 60;

/** Reads the facts from a title and the first lines of a document. */
export function versionFactsOf(title: string, head: string, updatedAt: string): VersionFacts {
  const text = foldText(head).toLowerCase();
  return {
    title,
    since: sinceOf(text),
    edition: editionOf(title),
    replaces: replacesOf(text),
    updatedAt,
  };
}

function sinceOf(text: string): string {
  for (const cue of text.matchAll(SINCE)) {
    const after = text.slice(cue.index, cue.index + cue[0].length + REACH);
    const before = text.slice(Math.max(0, cue.index - REACH), cue.index);
    // Chinese says the day first: 自 2026 年 1 月 1 日起施行.
    const dates = /\p{Script=Han}/u.test(cue[0]) ? [after, before] : [after];
    const found = dates.map((part) => earliest(datesIn(part).dates)).find(Boolean);
    if (found) return found;
  }
  return '';
}

function earliest(dates: readonly DateParts[]): string {
  const whole = dates.filter(({ year }) => year !== undefined).map(isoOf);
  return whole.sort()[0] ?? '';
}

const isoOf = ({ year = 0, month = 1, day = 1 }: DateParts): string =>
  `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;

/** Years first, then other numbers of a title. */
export function editionOf(title: string): number[] {
  const numbers = (foldText(title).match(/\d+/g) ?? []).map(Number);
  const isYear = (n: number): boolean => n >= 1900 && n <= 2100;
  return [...numbers.filter(isYear), ...numbers.filter((n) => !isYear(n))];
}

function replacesOf(text: string): string {
  const cue = REPLACES.exec(text);
  return cue ? text.slice(cue.index, cue.index + cue[0].length + REACH) : '';
}

/** Whether the first is the newer one: by what it replaces, the day it applies from, its edition, the last change. */
export function isNewer(a: VersionFacts, b: VersionFacts): boolean {
  const [aReplaces, bReplaces] = [replaces(a, b), replaces(b, a)];
  if (aReplaces !== bReplaces) return aReplaces;
  if (a.since && b.since && a.since !== b.since) return a.since > b.since;
  for (let i = 0; i < Math.max(a.edition.length, b.edition.length); i++) {
    const difference = (a.edition[i] ?? 0) - (b.edition[i] ?? 0);
    if (difference) return difference > 0;
  }
  return a.updatedAt >= b.updatedAt;
}

/** Names a number of the other's title that is not its own among what it replaces. */
const replaces = (one: VersionFacts, other: VersionFacts): boolean =>
  other.edition.some(
    (number) => !one.edition.includes(number) && new RegExp(`(?<!\\d)${number}(?!\\d)`).test(one.replaces),
  );
