import { foldText, termsOf } from '../../safety/index.js';
import { type Asked, askedOf, holdsAsked } from './asked.js';
import type { QuotePassage } from './candidate.js';
import type { Question } from './question.js';
import type { Ranked } from './quote-sentences.js';

/** What speaks for and against that the passages answer; every value is about 0 to 1. */
export const evidenceNames = [
  // of the best candidate, as the ranking saw it
  'coverage',
  'soft',
  'context',
  'clause',
  'sequence',
  'pairs',
  'focus',
  'names',
  'numbers',
  'semantic',
  'expected',
  'score', // its score over ten
  'share', // its share among the candidates
  'margin', // how far the best candidate of another passage lies behind, over five
  'passage', // coverage of the best of the first three passages
  'together', // share of the question's terms in the two best, their title and headings
  'unseen', // share of the question's terms that no passage has
  'nameUnknown', // share of the question's names that no passage has
  'nameElsewhere', // share of its names that only other passages have
  'numberElsewhere', // share of its numbers that the best passage lacks
  'holdsAsked', // the kind of thing that was asked for stands in the two best
  'lacksAsked', // it does not, although it can be told
  'holdsUnit', // what is counted in the question is counted there
  'lacksUnit',
  'isRow', // the best candidate is a row of a table, which is weighed apart
] as const;

export type Evidence = Record<(typeof evidenceNames)[number], number>;

/** How many of the best candidates are quoted. */
const QUOTED = 2;

/** Everything that the decision to decline is made from; null without any candidate. */
export function evidenceOf(question: Question, ranked: readonly Ranked[]): Evidence | null {
  const best = ranked[0];
  if (!best) return null;
  const quoted = ranked.slice(0, QUOTED);
  const { features, candidate } = best;
  const rival = ranked.find((other) => other.candidate.passage !== candidate.passage);
  const { coverage, soft, context, clause, sequence, pairs, focus, names, numbers, semantic, expected } =
    features;
  return {
    isRow: Number(candidate.block.kind === 'table-row'),
    coverage,
    soft,
    context,
    clause,
    sequence,
    pairs,
    focus,
    names,
    numbers,
    semantic,
    expected,
    score: best.score / 10,
    share: best.probability,
    margin: rival ? Math.min(1, (best.score - rival.score) / 5) : 1,
    passage: Math.max(...ranked.slice(0, 3).map((one) => one.features.passage)),
    together: togetherOf(question, quoted),
    ...missing(question, ranked),
    ...kinds(question, quoted),
  };
}

function togetherOf({ terms }: Question, quoted: readonly Ranked[]): number {
  const texts = quoted.map(({ candidate: { text, block, passage } }) =>
    [text, ...(block.header ?? []), passage.title, passage.heading].join('\n'),
  );
  const there = new Set(termsOf(texts.join('\n')));
  return shareOf(terms, (term) => there.has(term));
}

/** What the question names and the passages lack. */
function missing(
  question: Question,
  ranked: readonly Ranked[],
): Pick<Evidence, 'unseen' | 'nameUnknown' | 'nameElsewhere' | 'numberElsewhere'> {
  const passages = [...new Set(ranked.map(({ candidate }) => candidate.passage))];
  const texts = passages.map(textOf);
  const [best = ''] = texts;
  const all = texts.join('\n');
  const there = new Set(termsOf(all));
  const own = question.terms.filter((term) => !question.carried.has(term));
  const elsewhere = question.names.filter((name) => !best.includes(name));
  return {
    unseen: question.words.length
      ? shareOf(question.words, (word) => !all.includes(word))
      : shareOf(own, (term) => !there.has(term)),
    nameUnknown: elsewhere.filter((name) => !all.includes(name)).length / (question.names.length || 1),
    nameElsewhere: elsewhere.filter((name) => all.includes(name)).length / (question.names.length || 1),
    numberElsewhere: shareOf(question.numbers, (number) => !best.includes(number)),
  };
}

function textOf({ title, heading, blocks }: QuotePassage): string {
  const texts = blocks.flatMap(({ text, header = [] }) => [text, ...header]);
  return foldText([title, heading, ...texts].join('\n'))
    .toLowerCase()
    .replace(/(\d),(?=\d{3}\b)/g, '$1');
}

function kinds(
  question: Question,
  quoted: readonly Ranked[],
): Pick<Evidence, 'holdsAsked' | 'lacksAsked' | 'holdsUnit' | 'lacksUnit'> {
  const asked = askedOf(question);
  const texts = quoted.map(({ candidate: { text, block } }) => [text, ...(block.header ?? [])].join(' '));
  const holds = asked.kind && texts.some((text) => holdsAsked(question, asked, text));
  const holdsUnit = asked.unit && texts.some((text) => (asked as Required<Asked>).unit.test(foldText(text)));
  return {
    holdsAsked: Number(holds === true),
    lacksAsked: Number(holds === false),
    holdsUnit: Number(holdsUnit === true),
    lacksUnit: Number(holdsUnit === false),
  };
}

const shareOf = (items: readonly string[], is: (item: string) => boolean): number =>
  items.length ? items.filter(is).length / items.length : 0;
