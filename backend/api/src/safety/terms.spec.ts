import { stem, termsOf } from './terms.js';

it.each([
  ['policies', 'policy'],
  ['carried', 'carry'],
  ['won', 'winner'],
  ['running', 'run'],
  ['employees', 'employee'],
  ['approved', 'approves'],
  ['approval', 'approves'],
])('gives %s and %s one key', (a, b) => {
  expect(stem(a)).toBe(stem(b));
});

it('reads words without function words, and Chinese by pairs across both scripts', () => {
  expect(termsOf('How many days of leave are there?')).toEqual(['day', 'leav']);
  expect(termsOf('員工的年假')).toEqual(termsOf('员工的年假'));
  expect(termsOf('年假有多少天')).toContain('年假');
});
