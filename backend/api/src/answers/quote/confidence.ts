import type { Question } from './question.js';
import type { Ranked } from './quote-sentences.js';

export interface Confidence {
  /** 0 to 1: how likely the passages answer the question. */
  probability: number;
  isDeclined: boolean;
}

const THRESHOLD = 0.3;

/** Whether the best candidates answer the question at all. */
export function answerable(question: Question, ranked: readonly Ranked[]): Confidence {
  const best = ranked[0];
  if (!best || !question.terms.length) return { probability: 0, isDeclined: !best };
  const { coverage, passage } = best.features;
  const probability = sigmoid(-2 + 4 * coverage + 3 * passage);
  return { probability, isDeclined: probability < THRESHOLD };
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
