import { DEFAULT_SAMPLING, samplingProblem, type SamplingOptions } from './sampling.js';
import { argmax, chooseCandidates, Sampler } from './sampler.js';

const options = (changes: Partial<SamplingOptions> = {}): SamplingOptions => ({
  ...DEFAULT_SAMPLING,
  temperature: 1,
  seed: 1,
  ...changes,
});
/** Logits of the given probabilities. */
const logits = (...probabilities: number[]) => Float32Array.from(probabilities, Math.log);
const ids = (changes: Partial<SamplingOptions>, row: Float32Array) =>
  chooseCandidates(row, options(changes)).map(({ id }) => id);
const LOGITS = logits(0.1, 0.4, 0.2, 0.25, 0.05);

describe('chooseCandidates on hand-worked numbers', () => {
  it('keeps everything, likeliest first, without limits', () => {
    expect(ids({}, LOGITS)).toEqual([1, 3, 2, 0, 4]);
  });

  it('keeps the k likeliest', () => expect(ids({ topK: 2 }, LOGITS)).toEqual([1, 3]));

  it('keeps the fewest that reach the mass p', () => {
    expect(ids({ topP: 0.6 }, LOGITS)).toEqual([1, 3]); // 0.4 + 0.25
    expect(ids({ topP: 0.66 }, LOGITS)).toEqual([1, 3, 2]);
    expect(ids({ topP: 0.01 }, LOGITS)).toEqual([1]);
  });

  it('measures the mass among what top-k left', () => {
    expect(ids({ topK: 2, topP: 0.6 }, LOGITS)).toEqual([1]); // 0.4 / 0.65 = 0.615
  });

  it('drops what is less likely than min-p times the likeliest', () => {
    expect(ids({ minP: 0.49 }, LOGITS)).toEqual([1, 3, 2]); // 0.2 is half of 0.4
    expect(ids({ minP: 0.6 }, LOGITS)).toEqual([1, 3]);
  });

  it('sharpens with a low temperature before the other limits', () => {
    expect(ids({ temperature: 0.5, topP: 0.55 }, LOGITS)).toEqual([1]); // 0.16 of 0.285 = 0.561
    expect(ids({ temperature: 2, topP: 0.55 }, LOGITS)).toEqual([1, 3, 2]);
  });

  it('prefers the lower id among equals', () =>
    expect(ids({ topK: 2 }, logits(0.25, 0.25, 0.25, 0.25))).toEqual([0, 1]));

  it('finds unlikely tokens when asked for many', () => {
    const row = Float32Array.from({ length: 1000 }, (_, i) => -i);
    expect(ids({ topK: 500 }, row)).toHaveLength(500);
    expect(ids({}, row)[0]).toBe(0);
  });
});

describe('Sampler', () => {
  it('is greedy at temperature 0', () => {
    const sampler = new Sampler(options({ temperature: 0 }), []);
    expect(sampler.sample(LOGITS.slice())).toBe(1);
    expect(argmax(Float32Array.of(1, 3, 3))).toBe(1);
  });

  it('draws as often as the probabilities say', () => {
    const sampler = new Sampler(options({ seed: 42 }), []);
    const counts = [0, 0, 0, 0, 0];
    for (let i = 0; i < 20_000; i++) counts[sampler.sample(LOGITS.slice())]!++;
    [0.1, 0.4, 0.2, 0.25, 0.05].forEach((p, id) =>
      expect(Math.abs(counts[id]! / 20_000 - p)).toBeLessThan(0.015),
    );
  });

  it.each([{ topP: 0.999 }, { topK: 5 }, { minP: 0.001 }])(
    'draws no differently with limits that cut nothing: %j',
    (limits) => {
      const sampler = new Sampler(options({ seed: 9, ...limits }), []);
      let first = 0;
      for (let i = 0; i < 20_000; i++) if (sampler.sample(LOGITS.slice()) === 1) first++;
      expect(Math.abs(first / 20_000 - 0.4)).toBeLessThan(0.015);
    },
  );

  it('never draws what min-p cuts', () => {
    const sampler = new Sampler(options({ minP: 0.6 }), []);
    for (let i = 0; i < 500; i++) expect([1, 3]).toContain(sampler.sample(LOGITS.slice()));
  });

  it('gives the same tokens for the same seed and others for another', () => {
    const draw = (seed: number) => {
      const sampler = new Sampler(options({ seed }), []);
      return Array.from({ length: 40 }, () => sampler.sample(LOGITS.slice())).join('');
    };
    expect(draw(7)).toBe(draw(7));
    expect(draw(7)).not.toBe(draw(8));
  });

  it('divides positive and multiplies negative logits of seen tokens by the penalty', () => {
    const sampler = new Sampler(options({ temperature: 0, repetitionPenalty: 2 }), [0]);
    const row = Float32Array.of(4, 3, -1);
    expect(sampler.sample(row)).toBe(1); // 4 / 2 < 3
    expect([...row]).toEqual([2, 3, -1]);
    const next = Float32Array.of(4, 3, -1); // now 1 is seen too
    expect(sampler.sample(next)).toBe(0);
    expect([...next]).toEqual([2, 1.5, -1]);
  });

  it('penalises negative logits downwards', () => {
    const row = Float32Array.of(-1, -1.5);
    expect(new Sampler(options({ temperature: 0, repetitionPenalty: 2 }), [0]).sample(row)).toBe(1);
    expect(row[0]).toBe(-2);
  });
});

describe('samplingProblem', () => {
  it.each([
    [{ temperature: -1 }, 'temperature'],
    [{ topK: 1.5 }, 'topK'],
    [{ topP: 0 }, 'topP'],
    [{ minP: 2 }, 'minP'],
    [{ repetitionPenalty: 0 }, 'repetitionPenalty'],
    [{ seed: NaN }, 'seed'],
  ])('names what is wrong in %j', (changes, name) =>
    expect(samplingProblem(options(changes))).toContain(name),
  );

  it('accepts the defaults', () => expect(samplingProblem(options())).toBeUndefined());
});
