import { firstTryOf, turnsBefore } from './turns.js';

const answer = (id: string, regeneratesId: string | null = null, text: string | null = `says ${id}`) => ({
  id,
  regeneratesId,
  question: `asks ${regeneratesId ?? id}`,
  blocks: text === null ? [] : [{ kind: 'paragraph' as const, text, citations: [], supported: null }],
});
const said = (turns: { answer: string }[]): string[] => turns.map(({ answer: text }) => text);

it('reads one turn for each question: what its newest try says', () => {
  const answers = [answer('a'), answer('b'), answer('a2', 'a'), answer('b2', 'b', null)];
  expect(said(turnsBefore(answers, undefined))).toEqual(['says a2', 'says b']);
});

it('reads, for another try, what stood before the first one', () => {
  const answers = [answer('a'), answer('b'), answer('c'), answer('b2', 'b')];
  for (const id of ['b', 'b2']) expect(said(turnsBefore(answers, id))).toEqual(['says a']);
});

it('finds the first of many tries, also where one names another', () => {
  expect(firstTryOf([answer('a'), answer('b', 'a'), answer('c', 'b')], 'c')).toBe('a');
  expect(firstTryOf([answer('b', 'gone')], 'b')).toBe('b');
  expect(firstTryOf([answer('a', 'a')], 'a')).toBe('a');
});

it('reads no more than six turns', () => {
  const answers = Array.from({ length: 9 }, (_, i) => answer(String(i)));
  expect(said(turnsBefore(answers, undefined))).toEqual([3, 4, 5, 6, 7, 8].map((i) => `says ${i}`));
});
