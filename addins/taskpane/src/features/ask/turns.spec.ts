import type { Answer } from '@deskmate/client';
import type { LiveAnswer } from './live-answers.js';
import { NEWEST, shownTry, turnsOf } from './turns.js';

const answer = (id: string, regeneratesId: string | null = null): Answer =>
  ({ id, regeneratesId, question: `asks ${id}` }) as Answer;
const live = (key: string, regeneratesId?: string, answerId?: string): LiveAnswer =>
  ({ key, answerId, question: { question: `asks ${key}`, regeneratesId } }) as LiveAnswer;
const shape = (finished: Answer[], running: LiveAnswer[] = []) =>
  turnsOf(finished, running).map(({ tries }) => tries.map(({ id }) => id));

it('puts another try in the place of the first, also while it is being made', () => {
  expect(shape([answer('a'), answer('b'), answer('a2', 'a')], [live('1', 'a'), live('2')])).toEqual([
    ['a', 'a2', '1'],
    ['b'],
    ['2'],
  ]);
});

it('follows a try that names another try, and shows one alone whose first is gone', () => {
  expect(shape([answer('a'), answer('a2', 'a'), answer('a3', 'a2'), answer('z', 'gone')])).toEqual([
    ['a', 'a2', 'a3'],
    ['z'],
  ]);
});

it('keeps the key of a turn while it is tried again', () => {
  const keys = (running: LiveAnswer[]) => turnsOf([answer('a')], running).map(({ key }) => key);
  expect(keys([live('1', 'a')])).toEqual(keys([]));
});

it('shows the newest try, the one that was chosen, or the one whose source is open', () => {
  const [turn] = turnsOf([answer('a'), answer('a2', 'a')], []);
  const shown = (chosen?: string, cite?: string) => shownTry(turn!, chosen, cite).id;
  expect([shown(), shown('a'), shown(undefined, 'a.1'), shown('a2', 'a.1'), shown(NEWEST, 'a.1')]).toEqual([
    'a2',
    'a',
    'a',
    'a2',
    'a2',
  ]);
});
