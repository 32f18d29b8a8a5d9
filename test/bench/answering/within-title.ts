import type { QuestionSet } from '../datasets.js';

/** The set with each question asked over the documents of its gold's title only. */
export function withinTitle(set: QuestionSet): QuestionSet {
  const titleOf = new Map(set.documents.map(({ id, title }) => [id, title]));
  const idsOf = new Map<string, string[]>();
  for (const { id, title } of set.documents) idsOf.set(title, [...(idsOf.get(title) ?? []), id]);
  const queries = set.queries.map((query) => {
    const title = titleOf.get(query.golds[0] ?? '');
    return title ? { ...query, within: idsOf.get(title) } : query;
  });
  return { ...set, queries };
}
