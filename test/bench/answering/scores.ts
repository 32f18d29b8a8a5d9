import type { Figures } from '../bench.js';
import type { SetQuery } from '../datasets.js';
import {
  exactMatch,
  holds,
  isSupported,
  judgedPart,
  numbersRight,
  rougeL,
  sentences,
  tokenF1,
} from './text.js';

/** What the product said to one question. */
export interface Given {
  query: SetQuery;
  mode: 'quote' | 'write';
  declined: boolean;
  blocks: { kind: string; text: string; citations: number[]; supported: boolean | null }[];
  citations: { number: number; documentId: string; quote: string }[];
  confidence: number | null;
  firstTokenMs: number;
}

const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
const share = (values: readonly boolean[]): number => mean(values.map(Number));
const best = (golds: readonly string[], score: (gold: string) => number): number =>
  Math.max(0, ...golds.map(score));

export const textOf = ({ blocks }: Given): string => blocks.map(({ text }) => text).join('\n');

/** Of a quoted answer what counts: two sentences, or three cells; of a written one everything. */
export function judged(given: Given): string {
  if (given.declined) return '';
  if (given.mode === 'write') return textOf(given);
  const rows = given.blocks.filter(({ kind }) => kind === 'table-row');
  if (rows.length === given.blocks.length)
    return rows
      .flatMap(({ text }) => text.split(' · '))
      .slice(0, 3)
      .join('\n');
  return judgedPart(textOf(given));
}

export function isRight(given: Given): boolean {
  const { answers, needsAll } = given.query;
  const isThere = (gold: string): boolean => holds(judged(given), gold);
  return answers.length > 0 && (needsAll ? answers.every(isThere) : answers.some(isThere));
}

/** All figures of the contract that these questions have golds for. */
export function scores(all: readonly Given[]): Figures {
  const answerable = all.filter(({ query }) => query.answerable);
  const asked = answerable.filter(({ query }) => query.answers.length);
  const unanswerable = all.filter(({ query }) => !query.answerable);
  const answered = all.filter(({ declined }) => !declined);
  const cited = answered.filter(({ query }) => query.answerable && query.golds.length);
  const numbers = asked.flatMap((given) => numbersRight(judged(given), given.query.answers) ?? []);
  return {
    answers: all.length,
    holdsAnswer: share(asked.map(isRight)),
    ...byType(asked),
    f1: mean(asked.map((given) => best(given.query.answers, (gold) => tokenF1(judged(given), gold)))),
    em: share(asked.map((given) => given.query.answers.some((gold) => exactMatch(judged(given), gold)))),
    rougeL: mean(asked.map((given) => best(given.query.answers, (gold) => rougeL(judged(given), gold)))),
    numberAccuracy: share(numbers),
    citationPrecision: mean(cited.filter(({ citations }) => citations.length).map(precision)),
    citationRecall: mean(cited.map(recall)),
    supported: share(answered.flatMap(supportOf)),
    declinedUnanswerable: share(unanswerable.map(({ declined }) => declined)),
    declinedAnswerable: share(answerable.map(({ declined }) => declined)),
    ece: calibrationError(
      answered.filter(
        ({ query, confidence }) => confidence !== null && (query.answers.length || !query.answerable),
      ),
    ),
  };
}

/** `holdsAnswer` of each kind of answer that the set tells apart. */
function byType(asked: readonly Given[]): Figures {
  const types = [...new Set(asked.flatMap(({ query }) => query.type ?? []))].sort();
  const sharesOf = types.map((type) => {
    const ofType = asked.filter(({ query }) => query.type === type);
    return [`holdsAnswer.${type}`, share(ofType.map(isRight))] as const;
  });
  return Object.fromEntries(sharesOf);
}

const precision = ({ citations, query }: Given): number =>
  mean(citations.map(({ documentId }) => Number(query.golds.includes(documentId))));

const recall = ({ citations, query }: Given): number => {
  const cited = new Set(citations.map(({ documentId }) => documentId));
  return query.golds.filter((gold) => cited.has(gold)).length / query.golds.length;
};

/** One value a sentence that the product did not mark as unsupported. */
function supportOf({ blocks, citations }: Given): boolean[] {
  return blocks
    .filter(({ supported }) => supported !== false && supported !== null)
    .flatMap((block) => {
      const passage = citations
        .filter(({ number }) => block.citations.includes(number))
        .map(({ quote }) => quote)
        .join('\n');
      return sentences(block.text.replace(/… ?| ?…/g, '')).map((sentence) => isSupported(sentence, passage));
    });
}

/** Ten bins of equal width: how far confidence is from how often it was right, weighted by how many fell there. */
function calibrationError(answered: readonly Given[]): number {
  const bins = Array.from({ length: 10 }, (): Given[] => []);
  for (const given of answered) bins[Math.min(9, Math.floor(given.confidence! * 10))]!.push(given);
  const gaps = bins
    .filter((bin) => bin.length)
    .map(
      (bin) =>
        bin.length * Math.abs(mean(bin.map(({ confidence }) => confidence!)) - share(bin.map(isRight))),
    );
  return gaps.reduce((sum, gap) => sum + gap, 0) / answered.length;
}
