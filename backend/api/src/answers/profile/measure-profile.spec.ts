import type { Draft } from '../draft.js';
import { emptyDraft } from '../draft.js';
import { readFrozenSet } from './frozen-set.js';
import { measureProfile } from './measure-profile.js';

const items = readFrozenSet();
const said = (text: string, more: Partial<Draft> = {}): Draft => ({
  ...emptyDraft(),
  finishReason: 'complete',
  blocks: [{ kind: 'paragraph', text, citations: [], supported: true }],
  written: { sentences: 1, supported: 1 },
  ...more,
});
const declined = (): Draft => ({ ...emptyDraft(), finishReason: 'declined' });

it('is large enough, in both languages, and its gold answers stand in its passages', () => {
  const answerable = items.filter(({ answers }) => answers.length);
  expect(answerable.length).toBeGreaterThanOrEqual(110);
  expect(items.length - answerable.length).toBeGreaterThanOrEqual(35);
  for (const language of ['en', 'zh'])
    expect(items.filter((item) => item.language === language).length).toBeGreaterThan(40);
  for (const { id, passages, answers } of answerable) {
    const text = passages
      .map((passage) => passage.text)
      .join('\n')
      .toLowerCase();
    expect({ id, holds: answers.some((answer) => text.includes(answer.toLowerCase())) }).toEqual({
      id,
      holds: true,
    });
  }
  expect(new Set(items.map(({ question }) => question)).size).toBe(items.length);
});

it('gives a model that always says the gold and declines the rest full marks', async () => {
  const oracle = async ({ answers }: (typeof items)[number]): Promise<Draft> =>
    answers.length ? said(`It is ${answers[0]!}.`) : declined();
  const figures = await measureProfile(items, { write: oracle, quote: oracle });
  const answerable = items.filter(({ answers }) => answers.length).length;
  expect(figures).toMatchObject({
    items: items.length,
    holdsAnswer: { hits: answerable, of: answerable },
    declinedUnanswerable: { hits: items.length - answerable, of: items.length - answerable },
    declinedAnswerable: { hits: 0, of: answerable },
    supported: { hits: answerable, of: answerable },
  });
});

it('counts nothing for what is withheld or marked, and a number only as a whole one', async () => {
  const [item] = items.filter(({ answers }) => answers.includes('95 euros'));
  const figures = async (draft: Draft) =>
    measureProfile([item!], { write: async () => draft, quote: async () => draft });
  expect((await figures(said('They get 95 euros.'))).holdsAnswer.hits).toBe(1);
  expect((await figures(said('They get 195 euros.'))).holdsAnswer.hits).toBe(0);
  expect((await figures(said('They get 95 euros.', { isWithheld: true }))).holdsAnswer.hits).toBe(0);
  const marked = said('They get 95 euros.');
  marked.blocks[0]!.supported = false;
  expect((await figures(marked)).holdsAnswer.hits).toBe(0);
});
