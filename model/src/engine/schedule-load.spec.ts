import { FairShare } from './fair-share.js';
import { seededRandom } from './random.js';
import { admit, planRound, startingOrder, type Priority, type Progress, type Waiting } from './schedule.js';

const MINUTES = 10;
const ROWS = 16;
const LIMITS = { chunkTokens: 32, aloneChunkTokens: 128 };
const PEOPLE = 12;

/** What a run takes on two cores, as measured for SmolLM2 (model/LOG.md). */
const decodeMs = (rows: number) => 8 + 4 * rows;
const chunkMs = (tokens: number) => 8 + 1.2 * tokens;

interface Job extends Progress, Waiting {
  left: number; // tokens of the answer
  firstTokenMs: number | undefined;
  doneMs: number | undefined;
}

/** Ten minutes of everybody's questions over a stream of bulk work, in the schedule's hands alone. */
function simulate(seed: number) {
  const random = seededRandom(seed);
  const jobs: Job[] = [];
  const make = (owner: string, priority: Priority, nowMs: number): Job => {
    const prefillLeft = priority === 'bulk' ? 600 : random() < 0.1 ? 2000 : 40 + Math.floor(random() * 260);
    const left = 20 + Math.floor(random() * 100);
    const capacity = prefillLeft + left;
    const times = { arrivedMs: nowMs, firstTokenMs: undefined, doneMs: undefined };
    return { id: jobs.length, owner, priority, prefillLeft, left, capacity, ...times };
  };
  const nextAt = Array.from({ length: PEOPLE }, () => random() * 20_000);
  let nowMs = 0;
  const share = new FairShare(() => nowMs);
  let waiting: Job[] = [];
  let running: Job[] = [];
  let longestRound = 0;
  for (let turn = 0; nowMs < MINUTES * 60_000; turn++) {
    const arrive = (job: Job) => waiting.push((jobs.push(job), job));
    nextAt.forEach((at, person) => {
      if (at > nowMs) return;
      const greedy = person === 0 ? 6 : 1; // one person asks six things at a time
      for (let i = 0; i < greedy; i++) arrive(make(`p${person}`, 'interactive', nowMs));
      nextAt[person] = nowMs + 14_000 + random() * 20_000;
    });
    while (waiting.filter(({ priority }) => priority === 'bulk').length < 3)
      arrive(make('bulk', 'bulk', nowMs));
    share.present([...waiting, ...running].map(({ owner }) => owner));
    let free = ROWS - running.length;
    const started = admit(startingOrder(waiting, running, { nowMs, share }), nowMs, () => free-- > 0);
    const ids = new Set(started.map(({ id }) => id));
    running.push(...waiting.filter(({ id }) => ids.has(id)));
    waiting = waiting.filter(({ id }) => !ids.has(id));
    const { decode, prefill } = planRound(running, LIMITS, { turn, share });
    const before = nowMs;
    if (decode.length) nowMs += decodeMs(decode.length);
    for (const job of running.filter(({ id }) => decode.includes(id))) {
      share.charge(job.owner, 1);
      job.firstTokenMs ??= nowMs;
      if (--job.left === 0) job.doneMs = nowMs;
    }
    const reading = running.find(({ id }) => id === prefill?.id);
    if (reading) {
      nowMs += chunkMs(prefill!.tokens);
      reading.prefillLeft -= prefill!.tokens;
      share.charge(reading.owner, prefill!.tokens);
    }
    if (decode.length) longestRound = Math.max(longestRound, nowMs - before);
    if (!decode.length && !reading) nowMs += 5;
    running = running.filter(({ doneMs }) => doneMs === undefined);
  }
  return { jobs, longestRound, endMs: nowMs };
}

const ageOf = (job: Job, endMs: number) => (job.firstTokenMs ?? endMs) - job.arrivedMs;

describe('ten minutes of mixed load', () => {
  it.each([1, 2, 3])('starves nobody (seed %d)', (seed) => {
    const { jobs, longestRound, endMs } = simulate(seed);
    const of = (test: (job: Job) => boolean) => jobs.filter(test);
    const questions = of(({ priority }) => priority === 'interactive');
    const modest = questions.filter(({ owner, capacity }) => owner !== 'p0' && capacity < 450);
    expect(questions.length).toBeGreaterThan(300);
    const waits = (some: Job[]) => some.map((job) => ageOf(job, endMs)).sort((a, b) => a - b);
    expect(waits(modest).at(Math.floor(modest.length * 0.95))).toBeLessThan(8000);
    expect(waits(questions).at(-1)).toBeLessThan(60_000); // also the longest prompt, also of who asks most
    const bulk = of(({ priority }) => priority === 'bulk');
    expect(bulk.filter(({ doneMs }) => doneMs !== undefined).length).toBeGreaterThan(20);
    expect(waits(bulk).at(-1)).toBeLessThan(120_000);
    expect(longestRound).toBeLessThan(decodeMs(ROWS) + chunkMs(LIMITS.chunkTokens) + 1);
  });
});
