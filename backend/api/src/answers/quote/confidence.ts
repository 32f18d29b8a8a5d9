import { declineWeights } from './decline-weights.js';
import type { Evidence } from './evidence.js';
import type { Question } from './question.js';

export interface Confidence {
  /** 0 to 1: how likely the quoted passages answer the question. */
  probability: number;
  isDeclined: boolean;
}

/** One logistic decision: weights of the evidence, and the least probability that is answered. */
export interface DeclineModel {
  bias: number;
  least: number;
  weights: Partial<Evidence>;
}

/** Of a follow-up most words come from the conversation and say little about the sentence: less evidence is enough. */
const FOLLOW_UP = 0.5;

/** Whether the passages answer the question at all. */
export function confidenceOf(question: Question, evidence: Evidence | null): Confidence {
  if (!evidence) return { probability: 0, isDeclined: true };
  const { bias, least, weights } = declineWeights[modelOf(question, evidence)];
  const sum = Object.entries(weights).reduce(
    (total, [name, weight]) => total + weight * evidence[name as keyof Evidence],
    bias,
  );
  const probability = 1 / (1 + Math.exp(-sum));
  return { probability, isDeclined: probability < least * (question.carried.size ? FOLLOW_UP : 1) };
}

export type DeclineModelName = `${'en' | 'zh' | 'rows'}.${'words' | 'meaning'}`;

/** One model for sentences of each language and one for rows, beside the embedder's cosine and by words alone. */
const modelOf = ({ language }: Question, { semantic, isRow }: Evidence): DeclineModelName =>
  `${isRow ? 'rows' : language}.${semantic ? 'meaning' : 'words'}`;
