import { type Sample, estimateError, ingestFigures } from './figures.js';

const sample = (
  at: number,
  words: number,
  ready: number,
  settled: number,
  secondsLeft: number | null,
): Sample => ({
  at,
  words,
  ready,
  settled,
  secondsLeft,
});
const samples = [
  sample(0, 0, 0, 0, null),
  sample(2, 1, 0, 0, 16), // 8 left
  sample(4, 4, 1, 2, 3), // 6 left
  sample(10, 4, 4, 5, 0),
];

it('rates count from the drop to the moment when the last file got there', () => {
  expect(ingestFigures(samples, 40)).toEqual({
    files: 5,
    failed: 1,
    chunks: 40,
    docsPerS: 0.4,
    wordsReadyDocsPerS: 1,
    chunksPerS: 4,
    embedShare: 0.6,
  });
});

it('estimates are compared with the time that was really left', () => {
  expect(estimateError(samples)).toBe((8 / 8 + 3 / 6) / 2);
  expect(estimateError([])).toBeNaN();
});
