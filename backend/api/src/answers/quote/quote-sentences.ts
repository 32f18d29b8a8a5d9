import type { Candidate } from './candidate.js';
import { type Excerpt, excerpt } from './excerpt.js';
import { FeatureReader, type Features, featureNames, read } from './features.js';
import type { Question } from './question.js';
import { chineseWeights, englishWeights, semanticWeights } from './weights.js';

export interface Ranked {
  candidate: Candidate;
  features: Features;
  score: number;
  /** Share among the candidates that it answers, as the ranking was fitted. */
  probability: number;
}

/** Best first: which sentence or row answers the question. */
export function rankCandidates(
  question: Question,
  candidates: readonly Candidate[],
  /** Cosine of each candidate, with the sentence before it, and the question. */
  similarities?: readonly number[],
): Ranked[] {
  const reads = candidates.map(read);
  const reader = new FeatureReader(question, reads);
  const byWords = question.language === 'zh' ? chineseWeights : englishWeights;
  const weights = similarities ? semanticWeights : byWords;
  const scored = reads.map((one, i) => {
    const features = reader.of(one, similarities?.[i]);
    const score = featureNames.reduce((sum, name) => sum + (weights[name] ?? 0) * features[name], 0);
    return { candidate: one.candidate, features, score };
  });
  const top = Math.max(...scored.map(({ score }) => score));
  const total = scored.reduce((sum, { score }) => sum + Math.exp(score - top), 0);
  return scored
    .map((one) => ({ ...one, probability: Math.exp(one.score - top) / total }))
    .sort((a, b) => b.score - a.score);
}

/** How many of the best candidates a better sentence is looked for among, and by how much it must cover more. */
const NEAR = 8;
const MORE = 0.25;

/**
 * The ranking was fitted on prose, and a short row under a fitting heading is easily put first: a row leads only where
 * no sentence near it holds clearly more of the question.
 */
export function sentenceBeforeRow(ranked: readonly Ranked[]): Ranked[] {
  const [first] = ranked;
  if (first?.candidate.block.kind !== 'table-row') return [...ranked];
  const better = ranked
    .slice(1, NEAR)
    .find(
      ({ candidate, features }) =>
        candidate.block.kind !== 'table-row' && features.coverage >= first.features.coverage + MORE,
    );
  if (!better) return [...ranked];
  const score = first.score;
  const lifted = { ...better, score, probability: Math.max(first.probability, better.probability) };
  return [lifted, ...ranked.filter((one) => one !== better)];
}

/** A verbatim piece of a block. */
export interface Quote {
  candidate: Candidate;
  /** In the block's text. */
  start: number;
  end: number;
  text: string;
}

export interface QuoteLimits {
  characters: number;
  sentences: number;
}

export const limitsFor = (language: 'en' | 'zh'): QuoteLimits =>
  language === 'zh' ? { characters: 150, sentences: 2 } : { characters: 400, sentences: 2 };

/** A second sentence that is this much less likely than the first only dilutes the answer. */
const LEAST_SHARE = 0.004;
const CONSIDERED = 8;
const LEAST_EXCERPT = 40;

/**
 * The one or two sentences that most likely hold the answer and together fit the limits, in reading order; a
 * sentence that does not fit gives its most telling clauses.
 */
export function chooseQuotes(question: Question, ranked: readonly Ranked[], limits: QuoteLimits): Quote[] {
  const top = ranked.slice(0, CONSIDERED);
  let best: { parts: [Ranked, Excerpt][]; value: number } | null = null;
  for (const parts of combinations(question, top, limits)) {
    const value = parts.reduce((sum, [{ probability }, { kept }]) => sum + probability * kept, 0);
    if (!best || value > best.value) best = { parts, value };
  }
  if (!best) return [];
  const first = Math.max(...best.parts.map(([{ probability }]) => probability));
  const worthy = best.parts.filter(([{ probability }]) => probability >= first * LEAST_SHARE);
  return inReadingOrder(worthy.map(([{ candidate }, cut]) => quoteOf(candidate, cut)));
}

function* combinations(
  question: Question,
  top: readonly Ranked[],
  { characters, sentences }: QuoteLimits,
): Generator<[Ranked, Excerpt][]> {
  for (const one of top) {
    const whole = excerpt(question, one.candidate.text, characters);
    if (whole) yield [[one, whole]];
    if (sentences < 2) continue;
    for (const other of top) {
      if (other === one || sameWords(one, other)) continue;
      const own = excerpt(question, one.candidate.text, characters - 1 - LEAST_EXCERPT);
      const rest = own && characters - 1 - (own.end - own.start);
      const second = rest && excerpt(question, other.candidate.text, rest);
      if (second)
        yield [
          [one, own],
          [other, second],
        ];
    }
  }
}

const sameWords = (a: Ranked, b: Ranked): boolean => a.candidate.text === b.candidate.text;

const quoteOf = (candidate: Candidate, cut: Excerpt): Quote => ({
  candidate,
  start: candidate.start + cut.start,
  end: candidate.start + cut.end,
  text: candidate.text.slice(cut.start, cut.end),
});

function inReadingOrder(quotes: Quote[]): Quote[] {
  return quotes.sort(
    (a, b) =>
      (a.candidate.passage.versionId === b.candidate.passage.versionId
        ? a.candidate.block.ordinal - b.candidate.block.ordinal
        : a.candidate.passage.rank - b.candidate.passage.rank) || a.start - b.start,
  );
}
