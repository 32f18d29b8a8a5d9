import { type WorkSample, addSample, estimateSecondsLeft } from './time-left.js';

const steady = (seconds: number, rate: number): WorkSample[] =>
  Array.from({ length: seconds + 1 }, (_, s) => ({ atMs: s * 1000, done: s * rate }));

it('says nothing before anything was done, and zero when all is done', () => {
  expect(estimateSecondsLeft([], 10)).toBeNull();
  expect(estimateSecondsLeft([{ atMs: 0, done: 0 }], 10)).toBeNull();
  expect(estimateSecondsLeft([{ atMs: 0, done: 0 }, { atMs: 5000, done: 0 }], 10)).toBeNull(); // prettier-ignore
  expect(estimateSecondsLeft([{ atMs: 0, done: 10 }], 10)).toBe(0);
});

it('says nothing of an upload without files, or from the first crumbs of work', () => {
  expect(estimateSecondsLeft([{ atMs: 0, done: 0 }], 0)).toBeNull();
  expect(estimateSecondsLeft(steady(3, 1), 100)).toBeNull();
  expect(estimateSecondsLeft(steady(5, 1), 100)).toBe(95);
});

it('leaves out the wait before the first work', () => {
  const waited = steady(10, 5).map(({ atMs, done }) => ({ atMs: atMs + 60_000, done }));
  expect(estimateSecondsLeft([{ atMs: 0, done: 0 }, { atMs: 30_000, done: 0 }, ...waited], 100)).toBe(10);
});

it('divides what is left by a steady rate', () => {
  expect(estimateSecondsLeft(steady(10, 5), 100)).toBe(10);
});

it('follows a change of speed without jumping to it', () => {
  const slowed = [...steady(60, 10)];
  for (let s = 61; s <= 70; s++) slowed.push({ atMs: s * 1000, done: 600 + (s - 60) });
  const left = estimateSecondsLeft(slowed, 1000)!;
  expect(left).toBeGreaterThan(390 / 10);
  expect(left).toBeLessThan(390 / 1);
});

it('is positive and finite for any growing work', () => {
  for (let seed = 1; seed < 200; seed++) {
    const samples = steady(seed % 30, seed);
    const left = estimateSecondsLeft(samples, samples.at(-1)!.done + seed);
    if (left !== null) expect(left).toBeGreaterThan(0);
    if (left !== null) expect(Number.isInteger(left)).toBe(true);
  }
});

it('keeps few samples, and one for each half second', () => {
  let samples: WorkSample[] = [];
  for (let i = 0; i < 1000; i++) samples = addSample(samples, { atMs: i * 1000, done: i });
  expect(samples).toHaveLength(120);
  const merged = addSample(samples, { atMs: samples.at(-1)!.atMs + 100, done: 5000 });
  expect(merged).toHaveLength(120);
  expect(merged.at(-1)!.done).toBe(5000);
});
