import { dividedRope, llama3Factors, plainRope, yarnRope } from './rope.js';

const BASE = { theta: 10_000, rotated: 8 }; // frequencies 1, 0.1, 0.01, 0.001

describe('rotary positions on hand-worked numbers', () => {
  it('turns each pair more slowly than the one before', () => {
    const { frequencies, scale } = plainRope(BASE);
    [1, 0.1, 0.01, 0.001].forEach((frequency, i) => expect(frequencies[i]).toBeCloseTo(frequency, 12));
    expect(scale).toBe(1);
  });

  it('divides by one factor or by each its own', () => {
    expect(dividedRope(BASE, 4).frequencies[1]).toBeCloseTo(0.025, 12);
    expect(dividedRope(BASE, [1, 2, 4, 8], 1.5)).toMatchObject({ scale: 1.5 });
    expect(dividedRope(BASE, [1, 2, 4, 8]).frequencies[3]).toBeCloseTo(0.001 / 8, 12);
    expect(() => dividedRope(BASE, [1, 2])).toThrow('2 rotary factors for 4 frequencies');
  });

  it('keeps what turns often in the original context, divides what hardly turns, blends between (Llama 3)', () => {
    const scaling = { factor: 8, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalContext: 1000 };
    const [fast, middle, blended, slow] = llama3Factors(BASE, scaling); // 159, 15.9, 1.59 and 0.159 turns
    expect([fast, middle, slow]).toEqual([1, 1, 8]);
    const share = (10 / (2 * Math.PI) - 1) / 3;
    expect(1 / blended!).toBeCloseTo((1 - share) / 8 + share, 12);
  });

  it('interpolates the slow pairs and enlarges what all of them say (YaRN)', () => {
    const scaling = {
      factor: 4,
      originalContext: 1000,
      betaFast: 32,
      betaSlow: 1,
      attentionFactor: undefined,
    };
    const { frequencies, scale } = yarnRope(BASE, scaling);
    expect(scale).toBeCloseTo(1 + 0.1 * Math.log(4), 12);
    expect(frequencies[0]).toBe(1); // before the ramp, which goes from pair 0 to pair 3
    expect(frequencies[1]).toBeCloseTo(0.1 * (2 / 3 + 1 / 3 / 4), 12);
    expect(frequencies[3]).toBeCloseTo(0.001 / 4, 12);
    expect(yarnRope(BASE, { ...scaling, attentionFactor: 1 }).scale).toBe(1);
  });
});
