import { type DateParts, datesIn, sameDate } from './dates.js';
import { denies } from './negation.js';
import { hanNames, isOrdinary, latinNames } from './names.js';
import { type Quantity, quantitiesIn, sameQuantity } from './numbers.js';
import { foldText, termsOf } from './terms.js';

export interface Support {
  supported: boolean;
  /** What the sentence says and no passage does. */
  missing: { numbers: string[]; dates: string[]; names: string[]; negation: boolean };
  /** Share of the sentence's content words that the passages have. */
  overlap: number;
}

/** Below this share of common words a sentence speaks of something else. */
const LEAST_OVERLAP = 0.6;
/** From here a clause of the passages says so much of the same that their polarity must agree. */
const SAME_CLAIM = 0.7;

/**
 * Whether passages support a sentence: each of its numbers, dates and names stands in them, most of its words do,
 * and where a passage makes the same statement it does not make it the other way round. English and Chinese.
 */
export function checkSupport(sentence: string, passages: readonly string[]): Support {
  const claim = withoutMarks(sentence);
  const source = passages.join('\n');
  const missing = {
    ...missingFigures(claim, source),
    names: missingNames(claim, source),
    negation: isTurnedRound(claim, passages),
  };
  const overlap = overlapOf(claim, source);
  const isComplete =
    !missing.numbers.length && !missing.dates.length && !missing.names.length && !missing.negation;
  return { supported: isComplete && overlap >= LEAST_OVERLAP, missing, overlap };
}

/** Without citation marks and list numbers: they are no claims. */
const withoutMarks = (sentence: string): string =>
  sentence
    .replace(/\s*[[【(（]\s*\d{1,2}(?:\s*[,，、]\s*\d{1,2})*\s*[\]】](?![)）])/gu, '')
    .replace(/^\s*(?:\d{1,2}[.)、]|[-*•])\s+/u, '')
    .trim();

function missingFigures(claim: string, source: string): { numbers: string[]; dates: string[] } {
  const [said, known] = [datesIn(claim), datesIn(source)];
  const dates = said.dates.filter((date) => !known.dates.some((other) => sameDate(date, other)));
  const knownNumbers = [...quantitiesIn(source), ...known.dates.flatMap(partsOf)];
  const numbers = quantitiesIn(said.rest).filter(
    (n) => !knownNumbers.some((other) => sameQuantity(n, other)),
  );
  return { numbers: numbers.map(({ text }) => text), dates: dates.map(({ text }) => text) };
}

const partsOf = ({ year, month, day }: DateParts): Quantity[] =>
  [year, month, day].flatMap((value) => (value === undefined ? [] : [{ value, unit: '', text: '' }]));

function missingNames(claim: string, source: string): string[] {
  const folded = foldText(source).toLowerCase();
  const has = (name: string): boolean => folded.includes(foldText(name).toLowerCase());
  const latin = latinNames(claim).filter(
    (name) => !isOrdinary(name) && !has(name) && !has(name.replace(/s$/, '')),
  );
  // The end of a Chinese name cannot be told from what follows: its first two characters count.
  const han = hanNames(claim).filter((name) => !has(name) && (name.length > 3 || !has(name.slice(0, 2))));
  return [...latin, ...han];
}

function overlapOf(claim: string, source: string): number {
  const said = termsOf(claim);
  if (!said.length) return 1;
  const known = new Set(termsOf(source));
  return said.filter((term) => known.has(term)).length / said.length;
}

/** The passages' sentence that says most of the claim, clause by clause, denies where the claim affirms, or the reverse. */
function isTurnedRound(claim: string, passages: readonly string[]): boolean {
  const said = new Set(termsOf(claim));
  if (said.size < 2) return false;
  let best = { share: 0, text: '' };
  for (const text of passages.flatMap(statementsOf)) {
    const terms = new Set(termsOf(text));
    const share = [...said].filter((term) => terms.has(term)).length / said.size;
    if (share > best.share || (share === best.share && text.length < best.text.length))
      best = { share, text };
  }
  return best.share >= SAME_CLAIM && denies(best.text) !== denies(claim);
}

/** Sentences, and runs of neighbouring clauses of long ones. */
function statementsOf(passage: string): string[] {
  return passage.split(/(?<=[.!?])\s+|(?<=[。！？；])|\n+/u).flatMap((sentence) => {
    const clauses = sentence.split(/(?<=[,，;；:：])/u);
    const pairs = clauses.flatMap((clause, i) => [clause, clause + (clauses[i + 1] ?? '')]);
    return [sentence, ...pairs];
  });
}
