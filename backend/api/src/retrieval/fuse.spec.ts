import { fuse } from './fuse.js';

it('puts what both ways found above what one found better', () => {
  const words = { ids: ['a', 'b', 'c'], weight: 1 };
  const meaning = { ids: ['d', 'c', 'e'], weight: 1 };
  expect(fuse([words, meaning])[0]).toBe('c');
});

it('keeps the order of a single list', () => {
  expect(
    fuse([
      { ids: ['x', 'y', 'z'], weight: 1 },
      { ids: [], weight: 1 },
    ]),
  ).toEqual(['x', 'y', 'z']);
});

it('gives a heavier list the lead', () => {
  expect(
    fuse([
      { ids: ['a'], weight: 1 },
      { ids: ['b'], weight: 1.5 },
    ]),
  ).toEqual(['b', 'a']);
});
