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
  bias: -4.1,
  coverage: 0.647,
  soft: 0.231,
  context: 1.425,
  names: 1.373,
  sequence: 2.275,
  maxPassage: 3.357,
  score: 3.364,
};
const semantic: Model = {
  bias: -4.3,
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

/** What it costs when a name of the question stands in no passage at all, and when only not in the best one. */
const NAME_UNKNOWN = 1.5;
const NAME_ELSEWHERE = 0.5;

/** Evidence against: the share of the question's names that the best candidate's passage, its title and headings lack. */
function missingNames({ names }: Question, ranked: readonly Ranked[]): number {
  if (!names.length) return 0;
  const passages = new Set(ranked.map(({ candidate }) => candidate.passage));
  const [best = '', ...others] = Array.from(passages, namesKnownIn);
  const costs = names.map((name): number => {
    if (best.includes(name)) return 0;
    return others.some((text) => text.includes(name)) ? NAME_ELSEWHERE : NAME_UNKNOWN;
  });
  return costs.reduce((sum, cost) => sum + cost, 0) / names.length;
}

function namesKnownIn({ title, heading, blocks }: Ranked['candidate']['passage']): string {
  const texts = blocks.flatMap(({ text, header = [] }) => [text, ...header]);
  return foldText([title, heading, ...texts].join('\n')).toLowerCase();
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
  const probability = 1 / (1 + Math.exp(missingNames(question, ranked) - evidence));
  return { probability, isDeclined: probability < (question.carried.size ? leastOfFollowUp : least) };
}
