import {
  compareLogits,
  joinComparisons,
  klDivergence,
  logProbability,
  perplexity,
} from './language-model.js';

const log = (...values: number[]) => Float32Array.from(values, Math.log);

describe('language-model metrics on hand-worked numbers', () => {
  it('normalises logits', () => {
    expect(Math.exp(logProbability(log(1, 3), 1))).toBeCloseTo(0.75, 6);
    expect(logProbability(Float32Array.of(1000, 0), 0)).toBeCloseTo(0, 6);
  });

  it('takes the perplexity of a fair coin to be 2', () => {
    expect(perplexity([Math.log(0.5), Math.log(0.5)])).toBeCloseTo(2, 9);
    expect(() => perplexity([])).toThrow('at least one token');
  });

  it('measures KL in nats', () => {
    const expected = 0.5 * Math.log(0.5 / 0.25) + 0.5 * Math.log(0.5 / 0.75);
    expect(klDivergence(log(1, 1), log(1, 3))).toBeCloseTo(expected, 6);
    expect(klDivergence(log(1, 3), log(10, 30))).toBeCloseTo(0, 6);
    expect(() => klDivergence(log(1), log(1, 1))).toThrow('Cannot compare 1 with 2 logits');
  });

  it('compares position by position', () => {
    const comparison = compareLogits([log(1, 2), log(3, 1)], [log(1, 2), log(1, 3)]);
    expect(comparison.positions).toBe(2);
    expect(comparison.argmaxEqual).toBe(0.5);
    expect(comparison.klMax).toBeCloseTo(0.75 * Math.log(3) - 0.25 * Math.log(3), 6);
    expect(comparison.klMean).toBeCloseTo(comparison.klMax / 2, 6);
  });

  it('joins comparisons by their positions', () => {
    const part = (positions: number, value: number) => ({
      positions,
      argmaxEqual: value,
      klMean: value,
      klMax: value,
    });
    expect(joinComparisons([part(1, 1), part(3, 0)])).toEqual({
      positions: 4,
      argmaxEqual: 0.25,
      klMean: 0.25,
      klMax: 1,
    });
  });
});
