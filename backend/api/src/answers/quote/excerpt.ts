import { holdsExpected } from './answer-kind.js';
import type { Question } from './question.js';
import { termsOf } from '../../safety/index.js';

/** Where a sentence may be cut without breaking a thought. */
const CLAUSE =
  /(?<=[，;；：、—–)）」』]|[,:](?!\d))\s*|\s+(?=[(（「『])|\s+(?=(?:and|but|which|who|while|where|when|because|although|with|including)\s)/gu;
/** Room for the marks that say where a sentence was cut. */
const ELLIPSES = 4;

export interface Excerpt {
  start: number;
  end: number;
  /** 0 to 1: how much of what made the sentence an answer is likely still there. */
  kept: number;
}

/** The neighbouring clauses of a sentence, within `budget` characters, that hold most of what was asked. */
export function excerpt(question: Question, sentence: string, budget: number): Excerpt | null {
  if (sentence.length <= budget) return { start: 0, end: sentence.length, kept: 1 };
  const room = budget - ELLIPSES;
  if (room <= 0) return null;
  const clauses = clausesOf(sentence).flatMap((clause) => hardCut(clause, room));
  let best: (Excerpt & { worth: number }) | null = null;
  for (let from = 0; from < clauses.length; from++) {
    for (let to = from; to < clauses.length; to++) {
      const [start, end] = [clauses[from]!.start, clauses[to]!.end];
      if (end - start > room) break;
      const worth = worthOf(question, sentence.slice(start, end)) + (0.2 * (end - start)) / room;
      if (!best || worth > best.worth) best = { start, end, kept: (end - start) / sentence.length, worth };
    }
  }
  return best && { start: best.start, end: trimEnd(sentence, best.end), kept: Math.sqrt(best.kept) };
}

function worthOf(question: Question, text: string): number {
  const terms = new Set(termsOf(text));
  const matched =
    question.terms.filter((term) => terms.has(term)).length / Math.max(1, question.terms.length);
  return matched + 0.5 * holdsExpected(question, text);
}

function clausesOf(sentence: string): { start: number; end: number }[] {
  const cuts = [...sentence.matchAll(CLAUSE)].map((match) => match.index + match[0].length);
  const starts = [0, ...cuts.filter((cut) => cut > 0 && cut < sentence.length)];
  return starts.map((start, i) => ({ start, end: starts[i + 1] ?? sentence.length }));
}

/** A clause that is too long by itself is cut between words, else between characters. */
function hardCut(
  { start, end }: { start: number; end: number },
  budget: number,
): { start: number; end: number }[] {
  if (end - start <= budget) return [{ start, end }];
  const size = Math.max(1, Math.floor(budget / 2));
  const parts = [];
  for (let at = start; at < end; at += size) parts.push({ start: at, end: Math.min(end, at + size) });
  return parts;
}

const trimEnd = (text: string, end: number): number => {
  while (end > 0 && /[\s,，、;；:：(（]/u.test(text[end - 1]!)) end--;
  return end;
};
