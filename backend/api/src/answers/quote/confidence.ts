import { type Features } from './features.js';
import type { Ranked } from './quote-sentences.js';

export interface Confidence {
  /** 0 to 1: how likely the passages answer the question. */
  probability: number;
  isDeclined: boolean;
}

type Model = Partial<Features> & { bias: number; maxPassage: number; score: number };

/**
 * Logistic, over the best candidate. Fitted on the even halves: by words on DRCD with and without the gold document,
 * with the embedder on TAT-QA and CLAPNQ against CLAPNQ's unanswerable questions and CLAPNQ without the gold document.
 */
const lexical: Model = {
  bias: -7.11,
  coverage: 1.628,
  soft: 1.048,
  context: 1.584,
  names: 1.309,
  sequence: 2.725,
  maxPassage: 4.246,
  score: 3.173,
};
const semantic: Model = {
  bias: -6.456,
  coverage: -0.516,
  soft: 0.479,
  context: 1.416,
  names: 2.692,
  numbers: 1.062,
  semantic: 4.454,
  sequence: 2.809,
  maxPassage: 0.614,
  score: 2.903,
};

/** Below, nothing is answered: where about one answerable question in fifty would be lost. */
const leastByWords = 0.1;
const leastByMeaning = 0.15;

/** Whether the best candidates answer the question at all. */
export function answerable(ranked: readonly Ranked[]): Confidence {
  const best = ranked[0];
  if (!best) return { probability: 0, isDeclined: true };
  const isSemantic = best.features.semantic !== 0;
  const { bias, maxPassage, score, ...weights } = isSemantic ? semantic : lexical;
  const passage = Math.max(...ranked.slice(0, 3).map(({ features }) => features.passage));
  const evidence = Object.entries(weights).reduce(
    (sum, [name, weight]) => sum + weight * best.features[name as keyof Features],
    bias + maxPassage * passage + (score * best.score) / 10,
  );
  const probability = 1 / (1 + Math.exp(-evidence));
  return { probability, isDeclined: probability < (isSemantic ? leastByMeaning : leastByWords) };
}
