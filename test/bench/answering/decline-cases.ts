import { PlainBm25 } from '../bm25.js';
import { type QuestionSet, type SetQuery, fixedSample } from '../datasets.js';
import { holds, sentences, tokenF1 } from './text.js';

/** How a question is made unanswerable, or left as it is. */
export const variants = ['whole', 'without-gold', 'without-sentence'] as const;
export type Variant = (typeof variants)[number];

/** A question over some passages, as `deskmate eval quote` reads it. */
export interface DeclineCase {
  id: string;
  question: string;
  passages: { title: string; text: string }[];
  byWords: boolean;
  answerable: boolean;
  variant: Variant | 'own';
  query: SetQuery;
  /** Places of the golds among the passages. */
  golds: number[];
}

const PASSAGES = 10;
/** Golds longer than this are whole answers, not spans of a passage. */
const SPAN = 200;

const isLong = ({ answers }: SetQuery): boolean => answers.every((answer) => answer.length > SPAN);

/**
 * Each question with its best passages of the set; the same without the documents that answer it; and with only the
 * sentences cut out of them that hold an answer, so that everything but the answer is there. Questions that the set
 * itself calls unanswerable come as they are.
 */
export function declineCases(
  set: QuestionSet,
  {
    name,
    limit,
    byWords,
    untitled = false,
  }: { name: string; limit?: number; byWords: boolean; untitled?: boolean },
): DeclineCase[] {
  const documents = new Map(set.documents.map((one) => [one.id, one]));
  const ranker = new PlainBm25(
    set.documents.map(({ id }) => id),
    set.documents.map(({ text }) => text),
  );
  const make = (query: SetQuery, variant: Variant | 'own'): DeclineCase[] => {
    const isAllowed = (id: string): boolean =>
      (!query.within || query.within.includes(id)) &&
      !(variant === 'without-gold' && query.golds.includes(id));
    const ids = ranker.rank(query.text, PASSAGES, isAllowed);
    const cut = variant === 'without-sentence';
    if (cut && (isLong(query) || !ids.some((id) => query.golds.includes(id)))) return [];
    const passages = ids.map((id) => {
      const { title, text } = documents.get(id)!;
      const body = title && text.startsWith(`${title}\n`) ? text.slice(title.length + 1) : text;
      return {
        title: untitled ? '' : title,
        text: cut && query.golds.includes(id) ? withoutAnswers(body, query.answers) : body,
      };
    });
    if (!passages.length) return [];
    return [
      {
        id: `${name}/${query.id}/${variant}`,
        question: query.text,
        passages,
        byWords,
        answerable: variant === 'whole' && query.answerable,
        variant,
        query,
        golds: ids.flatMap((id, i) => (query.golds.includes(id) ? [i] : [])),
      },
    ];
  };
  const answerable = fixedSample(
    set.queries.filter((query) => query.answerable && query.answers.length),
    limit,
    ({ id }) => id,
  );
  const own = fixedSample(
    set.queries.filter((query) => !query.answerable),
    limit,
    ({ id }) => id,
  );
  return [
    ...answerable.flatMap((query) => variants.flatMap((variant) => make(query, variant))),
    ...own.flatMap((query) => make(query, 'own')),
  ];
}

const withoutAnswers = (text: string, answers: readonly string[]): string =>
  text
    .split('\n')
    .map((line) =>
      sentences(line)
        .filter((sentence) => !answers.some((answer) => holds(sentence, answer)))
        .join(/\p{Script=Han}/u.test(line) ? '' : ' '),
    )
    .filter(Boolean)
    .join('\n');

/** Whether what would be quoted answers: it holds a gold, or for whole answers stands mostly in one. */
export function isAnswered(
  { answerable, query, golds }: DeclineCase,
  quotes: readonly { passage: number; text: string }[],
): boolean {
  if (!answerable) return false;
  if (isLong(query))
    return quotes.some(
      ({ passage, text }) =>
        golds.includes(passage) && query.answers.some((answer) => tokenF1(text, answer) > 0.3),
    );
  const said = quotes.map(({ text }) => text).join('\n');
  const isThere = (answer: string): boolean => holds(said, answer);
  return query.needsAll ? query.answers.every(isThere) : query.answers.some(isThere);
}
