import type { ProfileFigures, WriteThresholds } from './figures.js';
import { describeMissed, mayWrite } from './may-write.js';

const needed: WriteThresholds = {
  items: 100,
  unanswerable: 30,
  supported: 0.9,
  declinedUnanswerable: 0.8,
  declinedAnswerable: 0.15,
  holdsAnswerWithin: 0.05,
};
const good: ProfileFigures = {
  items: 120,
  unanswerable: 40,
  supported: { hits: 196, of: 200 },
  declinedUnanswerable: { hits: 38, of: 40 },
  declinedAnswerable: { hits: 4, of: 80 },
  holdsAnswer: { hits: 68, of: 80 },
  quoteHoldsAnswer: { hits: 70, of: 80 },
};
const missed = (change: Partial<ProfileFigures>): string[] =>
  mayWrite({ ...good, ...change }, needed)
    .criteria.filter(({ met }) => !met)
    .map(({ name }) => name);

it('lets a model write that is supported, declines and loses little to quoting', () => {
  expect(mayWrite(good, needed).mayWrite).toBe(true);
});

it.each<[Partial<ProfileFigures>, string]>([
  [{ items: 99 }, 'items'],
  [{ unanswerable: 29 }, 'unanswerable'],
  [{ supported: { hits: 184, of: 200 } }, 'supported'], // 0.92 measured, lower bound below 0.90
  [{ supported: { hits: 0, of: 0 } }, 'supported'],
  [{ declinedUnanswerable: { hits: 34, of: 40 } }, 'declinedUnanswerable'], // 0.85 measured
  [{ declinedAnswerable: { hits: 13, of: 80 } }, 'declinedAnswerable'],
  [{ holdsAnswer: { hits: 65, of: 80 } }, 'holdsAnswer'],
])('does not for %j', (change, name) => {
  expect(missed(change)).toEqual([name]);
});

it('needs more than luck: a perfect score on few unanswerable items is not enough', () => {
  expect(missed({ unanswerable: 30, declinedUnanswerable: { hits: 10, of: 10 } })).toEqual([
    'declinedUnanswerable',
  ]);
});

it('says what is missed and what would be enough', () => {
  const verdict = mayWrite({ ...good, declinedAnswerable: { hits: 40, of: 80 } }, needed);
  expect(describeMissed(verdict)).toBe('answerable questions declined: 0.50, needs at most 0.15');
});
