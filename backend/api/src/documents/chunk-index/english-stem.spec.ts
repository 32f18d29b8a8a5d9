import { stem } from './english-stem.js';

it.each([
  ['policies', 'policy'],
  ['approved', 'approving'],
  ['approve', 'approves'],
  ['planned', 'plans'],
  ['boxes', 'box'],
  ['calls', 'called'],
  ['days', 'day'],
])('lets %s and %s meet', (a, b) => {
  expect(stem(a)).toBe(stem(b));
});

it.each([
  ['bus', 'bu'],
  ['thing', 'th'],
  ['analysis', 'analysi'],
  ['need', 'ne'],
  ['string', 'str'],
])('does not cut %s to %s', (word, cut) => {
  expect(stem(word)).not.toBe(cut);
});
