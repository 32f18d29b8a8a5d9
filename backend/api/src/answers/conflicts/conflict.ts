import type { Candidate } from '../quote/candidate.js';
import { type Question, numbersOf } from '../quote/question.js';
import type { Quote, Ranked } from '../quote/quote-sentences.js';
import { foldText, readHan, termsOf } from '../../safety/index.js';
import { type VersionFacts, editionOf, isNewer } from './version-facts.js';

/** Two documents that are versions of one another and disagree about what was asked. */
export interface Conflicting {
  /** The candidates without those of the older document. */
  ranked: Ranked[];
  /** What the older one says. */
  older: Quote;
  olderFacts: VersionFacts;
  newerFacts: VersionFacts;
}

/** The facts of the document that a candidate is from. */
export type FactsOf = (candidate: Candidate) => VersionFacts;

/** How many of the best candidates may disagree, and how many may be what the answer would say. */
const CONSIDERED = 12;
const LEADING = 4;
/** Share of common words from which two sentences speak of the same thing. */
const ALIKE = 0.5;

/** Pairs of documents among the best candidates that are versions of one another. */
export function hasVersions(ranked: readonly Ranked[]): boolean {
  const best = ranked.slice(0, CONSIDERED).map(({ candidate }) => candidate);
  return best.some((a, i) => best.slice(i + 1).some((b) => areVersions(a, b)));
}

/**
 * One of the best candidates and one of another version of its document that says the same with other numbers; the
 * newer document is followed. A question that names an edition asks for just that, and for both when it names both.
 */
export function findConflict(
  question: Question,
  ranked: readonly Ranked[],
  factsOf: FactsOf,
): Conflicting | null {
  const pair = firstPair(question, ranked.slice(0, CONSIDERED));
  if (!pair) return null;
  const [one, other] = pair.map(({ candidate }) => ({ candidate, facts: factsOf(candidate) }));
  const [newer, older] = isNewer(one!.facts, other!.facts) ? [one!, other!] : [other!, one!];
  if (names(question, older.facts, newer.facts)) return null;
  const { start, end, text } = older.candidate;
  return {
    ranked: withoutDocument(ranked, older.candidate.passage.documentId),
    older: { candidate: older.candidate, start, end, text },
    olderFacts: older.facts,
    newerFacts: newer.facts,
  };
}

function firstPair(question: Question, best: readonly Ranked[]): [Ranked, Ranked] | null {
  for (const [i, one] of best.slice(0, LEADING).entries()) {
    const other = best
      .slice(i + 1)
      .find((rival) => areVersions(one.candidate, rival.candidate) && disagree(question, one, rival));
    if (other) return [one, other];
  }
  return null;
}

/** The question names what tells the older edition from the newer. */
const names = ({ numbers }: Question, older: VersionFacts, newer: VersionFacts): boolean =>
  older.edition.some((number) => !newer.edition.includes(number) && numbers.includes(String(number)));

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

/** Both give other numbers for the same; the years and numbers that tell the editions apart are no difference. */
function disagree(question: Question, a: Ranked, b: Ranked): boolean {
  const editions = [a, b].flatMap(({ candidate }) => editionOf(candidate.passage.title).map(String));
  const [one, other] = [a, b].map(({ candidate }) => numbersIn(question, candidate, editions));
  const differs = [...one!].some((n) => !other!.has(n)) && [...other!].some((n) => !one!.has(n));
  return differs && alike(a.candidate.text, b.candidate.text) >= ALIKE;
}

const numbersIn = (question: Question, { text }: Candidate, editions: readonly string[]): Set<string> =>
  new Set(numbersOf(hanNumbers(text)).filter((n) => !question.numbers.includes(n) && !editions.includes(n)));

/** Small Chinese numerals as digits, so that 五天 and 5 天 are one number. */
const hanNumbers = (text: string): string =>
  text.replace(/[一二三四五六七八九十百]+/g, (numeral) => String(readHan(numeral) ?? numeral));

/** Share of the shorter sentence's words, numbers aside, that the other has too. */
function alike(a: string, b: string): number {
  const [x, y] = [a, b].map((text) => new Set(termsOf(text).filter((term) => !/\d/.test(term))));
  const smaller = Math.min(x!.size, y!.size);
  return smaller ? [...x!].filter((term) => y!.has(term)).length / smaller : 0;
}
