import { foldText } from '../../safety/index.js';
import { type Features } from './features.js';
import type { Question } from './question.js';
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
 * Both classes counted alike there; the bias is moved to what people ask, so that about one answerable question in
 * fifty falls below one half.
 */
const lexical: Model = {
  bias: -4.605,
  coverage: 0.647,
  soft: 0.231,
  context: 1.425,
  names: 1.373,
  sequence: 2.275,
  maxPassage: 3.357,
  score: 3.364,
};
const semantic: Model = {
  bias: -4.727,
  coverage: -1.242,
  soft: 1.506,
  context: 1.237,
  names: 0.627,
  numbers: 0.445,
  semantic: 4.423,
  sequence: 2.91,
  maxPassage: 0.59,
  score: 2.918,
};

/** Of a follow-up most words come from the conversation and say little about the sentence: less evidence is enough. */
const leastOfFollowUp = 0.25;
const least = 0.5;

/** What a question about something that the passage never names costs. */
const MISSING_NAMES = 3;

/** Share of the question's names that stand nowhere in the best candidate's passage, its title or its headings. */
function missingNames({ names }: Question, { candidate: { passage } }: Ranked): number {
  const { title, heading, blocks } = passage;
  const texts = blocks.flatMap(({ text, header = [] }) => [text, ...header]);
  const known = foldText([title, heading, ...texts].join('\n')).toLowerCase();
  return names.length ? names.filter((name) => !known.includes(name)).length / names.length : 0;
}

/** Whether the best candidates answer the question at all. */
export function answerable(question: Question, ranked: readonly Ranked[]): Confidence {
  const best = ranked[0];
  if (!best) return { probability: 0, isDeclined: true };
  const isSemantic = best.features.semantic !== 0;
  const { bias, maxPassage, score, ...weights } = isSemantic ? semantic : lexical;
  const passage = Math.max(...ranked.slice(0, 3).map(({ features }) => features.passage));
  const evidence = Object.entries(weights).reduce(
    (sum, [name, weight]) => sum + weight * best.features[name as keyof Features],
    bias + maxPassage * passage + (score * best.score) / 10,
  );
  const probability = 1 / (1 + Math.exp(MISSING_NAMES * missingNames(question, best) - evidence));
  return { probability, isDeclined: probability < (question.carried.size ? leastOfFollowUp : least) };
}
