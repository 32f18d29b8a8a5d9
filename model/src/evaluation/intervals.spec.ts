import { bootstrapDifference, bootstrapMean, wilson } from './intervals.js';

describe('intervals', () => {
  it("gives Wilson's published interval for 8 of 10", () => {
    const { estimate, low, high } = wilson(8, 10);
    expect(estimate).toBe(0.8);
    expect(low).toBeCloseTo(0.4902, 4);
    expect(high).toBeCloseTo(0.9433, 4);
  });

  it('stays inside 0 and 1', () => {
    expect(wilson(0, 5).low).toBe(0);
    expect(wilson(5, 5).high).toBe(1);
    expect(wilson(5, 5).low).toBeCloseTo(0.5655, 4);
    expect(() => wilson(6, 5)).toThrow('No share: 6 of 5');
  });

  it('bootstraps the mean, the same for the same seed', () => {
    const values = Array.from({ length: 200 }, (_, i) => i % 2);
    const interval = bootstrapMean(values, { seed: 3 });
    expect(interval.estimate).toBe(0.5);
    expect(interval.low).toBeCloseTo(0.5 - 1.96 * Math.sqrt(0.25 / 200), 1);
    expect(interval.high).toBeCloseTo(0.5 + 1.96 * Math.sqrt(0.25 / 200), 1);
    expect(bootstrapMean(values, { seed: 3 })).toEqual(interval);
  });

  it('pairs differences', () => {
    expect(bootstrapDifference([1, 2, 3], [2, 3, 4])).toEqual({ estimate: 1, low: 1, high: 1 });
    expect(() => bootstrapDifference([1], [1, 2])).toThrow('equal counts');
  });
});
