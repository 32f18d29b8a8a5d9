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
  bias: -7.081,
  coverage: 0.797,
  soft: 1.096,
  context: 1.624,
  names: 1.735,
  sequence: 2.438,
  maxPassage: 3.732,
  score: 3.2,
};
const semantic: Model = {
  bias: -6.508,
  coverage: -1.516,
  soft: 0.906,
  context: 1.603,
  names: 1.347,
  numbers: 0.429,
  semantic: 4.512,
  sequence: 2.831,
  maxPassage: 0.377,
  score: 2.782,
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
