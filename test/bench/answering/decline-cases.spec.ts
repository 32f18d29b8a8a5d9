import type { QuestionSet } from '../datasets.js';
import { declineCases, isAnswered } from './decline-cases.js';

const documentOf = (id: string, title: string, body: string) => ({
  id,
  title,
  fileName: `${id}.md`,
  bytes: Buffer.from(body),
  text: `${title}\n${body}`,
});
const set: QuestionSet = {
  kind: 'paragraphs',
  languages: [],
  documents: [
    documentOf(
      'a',
      'Shifts',
      'A shift lasts twelve hours. Rest lasts ten hours. The master agrees to overtime.',
    ),
    documentOf('b', 'Tickets', 'A ticket for a shift of the crew is free. Dogs pay half.'),
  ],
  queries: [
    {
      id: 'q',
      text: 'How long does a shift last?',
      golds: ['a'],
      answers: ['twelve hours'],
      answerable: true,
    },
    { id: 'u', text: 'How long is the ferry?', golds: [], answers: [], answerable: false },
  ],
};

const cases = declineCases(set, { name: 'set', byWords: true });
const bodyOf = (variant: string) => of(variant).passages.find(({ title }) => title === 'Shifts')?.text;
const of = (variant: string) => cases.find((one) => one.variant === variant)!;

it('makes a question unanswerable by taking its document, or only the sentence that answers', () => {
  expect(bodyOf('whole')).toContain('twelve hours');
  expect(of('without-gold').passages.map(({ title }) => title)).toEqual(['Tickets']);
  expect(bodyOf('without-sentence')).toBe('Rest lasts ten hours. The master agrees to overtime.');
  expect(cases.map(({ answerable }) => answerable)).toEqual([true, false, false, false]);
});

it('takes as answered what holds a gold, never what has none', () => {
  const quotes = [{ passage: 0, text: 'A shift lasts twelve hours.' }];
  expect(isAnswered(of('whole'), quotes)).toBe(true);
  expect(isAnswered(of('whole'), [{ passage: 0, text: 'Rest lasts ten hours.' }])).toBe(false);
  expect(isAnswered(of('without-gold'), quotes)).toBe(false);
});
