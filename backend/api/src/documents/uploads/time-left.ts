/** How much of the work (in any unit) was done at a time. */
export interface WorkSample {
  atMs: number;
  done: number;
}

/** Batches and turns make work come in bursts: the rate is looked at over about a minute. */
const HALF_LIFE_MS = 45_000;
const LONGEST_S = 24 * 3600;
/** Less than this share of the work says nothing about the rest. */
const LEAST_SHARE = 0.04;

/**
 * Seconds until `total` is done, from the samples so far (oldest first); null while nothing can be said. The rate
 * is smoothed: each stretch between two samples counts by its length, halved for every 45 seconds that it is old. The wait
 * before the first work is no part of it.
 */
export function estimateSecondsLeft(samples: readonly WorkSample[], total: number): number | null {
  const last = samples.at(-1);
  if (!last || total <= 0) return null;
  if (last.done >= total) return 0;
  if (last.done < total * LEAST_SHARE) return null;
  const begun = samples.findIndex(({ done }) => done > 0);
  let work = 0;
  let time = 0;
  for (let i = Math.max(1, begun); i < samples.length; i++) {
    const [from, to] = [samples[i - 1]!, samples[i]!];
    const weight = 0.5 ** ((last.atMs - to.atMs) / HALF_LIFE_MS);
    work += weight * Math.max(0, to.done - from.done);
    time += weight * Math.max(0, to.atMs - from.atMs);
  }
  if (work <= 0 || time <= 0) return null;
  const seconds = ((total - last.done) * time) / work / 1000;
  return seconds > LONGEST_S ? null : Math.max(1, Math.round(seconds));
}

const KEPT_SAMPLES = 120;
const SHORTEST_STEP_MS = 500;

/** Adds a sample: old ones go, several in the same moment become one, and a larger total never counts as work. */
export function addSample(samples: readonly WorkSample[], sample: WorkSample): WorkSample[] {
  const last = samples.at(-1);
  if (last && samples.length > 1 && sample.atMs - last.atMs < SHORTEST_STEP_MS) {
    return [...samples.slice(0, -1), { ...last, done: sample.done }];
  }
  return [...samples, sample].slice(-KEPT_SAMPLES);
}
