import type { Passage } from '../../retrieval/index.js';
import type { Candidate } from '../quote/candidate.js';
import { type Question, numbersOf } from '../quote/question.js';
import type { Quote, Ranked } from '../quote/quote-sentences.js';
import { foldText, readHan, termsOf } from '../../safety/index.js';

/** Two documents that are versions of one another and disagree about what was asked. */
export interface Conflicting {
  /** The candidates without those of the older document. */
  ranked: Ranked[];
  older: Quote;
  newerTitle: string;
  olderTitle: string;
}

/** How many of the best candidates may disagree. */
const CONSIDERED = 12;
/** Share of common words from which two sentences speak of the same thing. */
const ALIKE = 0.5;

/**
 * The best candidate and one of another version of its document that says the same with other numbers. The newer
 * document is followed: by the year or version in its title, else by when it changed last.
 */
export function findConflict(
  question: Question,
  ranked: readonly Ranked[],
  passages: readonly Passage[],
): Conflicting | null {
  const best = ranked[0];
  if (!best) return null;
  const rivals = ranked.slice(1, CONSIDERED);
  const rival = rivals.find(
    (other) => areVersions(best.candidate, other.candidate) && disagree(question, best, other),
  );
  if (!rival) return null;
  const bestIsNewer = isNewer(best.candidate, rival.candidate, passages);
  const [newer, older] = bestIsNewer ? [best.candidate, rival.candidate] : [rival.candidate, best.candidate];
  return {
    ranked: withoutDocument(ranked, older.passage.documentId),
    older: { candidate: older, start: older.start, end: older.end, text: older.text },
    newerTitle: newer.passage.title,
    olderTitle: older.passage.title,
  };
}

function withoutDocument(ranked: readonly Ranked[], documentId: string): Ranked[] {
  const kept = ranked.filter(({ candidate }) => candidate.passage.documentId !== documentId);
  const total = kept.reduce((sum, { probability }) => sum + probability, 0) || 1;
  return kept.map((one) => ({ ...one, probability: one.probability / total }));
}

/** Titles that differ only in year, version or state are versions of one document. */
const areVersions = (a: Candidate, b: Candidate): boolean => {
  if (a.passage.documentId === b.passage.documentId) return false;
  const [family, other] = [familyOf(a.passage.title), familyOf(b.passage.title)];
  return family.length > 2 && family === other;
};

const VERSION_WORDS =
  /\b(v|ver|version|rev|revision|edition|issue|draft|final|copy|old|new|updated|superseded|archived|signed|q[1-4])\b|第?[\d一二三四五六七八九十]+[版稿期]|修订版|修订|旧版|新版|草案|定稿|终稿|副本|版本|年度?/gu;

/** A title without what tells versions apart. */
export const familyOf = (title: string): string =>
  foldText(title)
    .toLowerCase()
    .replace(/\.[a-z]{2,5}$/, '')
    .replace(/[_\W]+/gu, (run) => (/\p{L}/u.test(run) ? run : ' '))
    .replace(/v?\d+(\.\d+)*/g, ' ')
    .replace(VERSION_WORDS, ' ')
    .replace(/[\s\p{P}]+/gu, ' ')
    .trim();

function disagree(question: Question, a: Ranked, b: Ranked): boolean {
  const [one, other] = [numbersIn(question, a.candidate), numbersIn(question, b.candidate)];
  if (!one.size || !other.size) return false;
  const differs = [...one].some((n) => !other.has(n)) && [...other].some((n) => !one.has(n));
  return differs && alike(a.candidate.text, b.candidate.text) >= ALIKE;
}

const numbersIn = (question: Question, { text }: Candidate): Set<string> =>
  new Set(numbersOf(hanNumbers(text)).filter((n) => !question.numbers.includes(n)));

/** Small Chinese numerals as digits, so that 五天 and 5 天 are one number. */
const hanNumbers = (text: string): string =>
  text.replace(/[一二三四五六七八九十百]+/g, (numeral) => String(readHan(numeral) ?? numeral));

/** Share of the shorter sentence's words, numbers aside, that the other has too. */
function alike(a: string, b: string): number {
  const [x, y] = [a, b].map((text) => new Set(termsOf(text).filter((term) => !/\d/.test(term))));
  const smaller = Math.min(x!.size, y!.size);
  return smaller ? [...x!].filter((term) => y!.has(term)).length / smaller : 0;
}

function isNewer(a: Candidate, b: Candidate, passages: readonly Passage[]): boolean {
  const [one, other] = [orderOf(a.passage.title), orderOf(b.passage.title)];
  for (let i = 0; i < Math.max(one.length, other.length); i++) {
    const difference = (one[i] ?? 0) - (other[i] ?? 0);
    if (difference) return difference > 0;
  }
  const changed = (candidate: Candidate): string => passages[candidate.passage.rank]?.updatedAt ?? '';
  return changed(a) >= changed(b);
}

/** Years first, then other numbers of a title. */
function orderOf(title: string): number[] {
  const numbers = (foldText(title).match(/\d+/g) ?? []).map(Number);
  const isYear = (n: number): boolean => n >= 1900 && n <= 2100;
  return [...numbers.filter(isYear), ...numbers.filter((n) => !isYear(n))];
}
