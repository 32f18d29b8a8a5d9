import { planBatches } from './encoder-batches.js';

const texts = (...lengths: number[]) =>
  lengths.map((length, index) => ({ index, ids: Array.from({ length }, () => 1) }));
const indexes = (batches: ReturnType<typeof planBatches>) =>
  batches.map((batch) => batch.map(({ index }) => index));

describe('planBatches', () => {
  it('puts texts of one length together, longest first', () => {
    expect(indexes(planBatches(texts(2, 9, 2, 8, 2), { texts: 2, tokens: 100 }))).toEqual([
      [1],
      [3],
      [0, 2],
      [4],
    ]);
  });

  it('keeps to the limit of tokens', () => {
    expect(indexes(planBatches(texts(10, 10, 10), { texts: 8, tokens: 20 }))).toEqual([[0, 1], [2]]);
  });

  it('always makes progress and loses no text', () => {
    const batches = planBatches(texts(500, 1, 0, 40), { texts: 8, tokens: 100 });
    expect(
      batches
        .flat()
        .map(({ index }) => index)
        .sort(),
    ).toEqual([0, 1, 2, 3]);
  });
});
