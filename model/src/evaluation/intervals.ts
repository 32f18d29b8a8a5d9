export interface Interval {
  estimate: number;
  low: number;
  high: number;
}

const Z95 = 1.959963984540054;

/** Wilson's 95 % interval of a share: honest at small counts and near 0 and 1. */
export function wilson(successes: number, trials: number, z = Z95): Interval {
  if (trials <= 0 || successes < 0 || successes > trials)
    throw new Error(`No share: ${successes} of ${trials}.`);
  const p = successes / trials;
  const centre = (p + (z * z) / (2 * trials)) / (1 + (z * z) / trials);
  const half =
    (z / (1 + (z * z) / trials)) * Math.sqrt((p * (1 - p)) / trials + (z * z) / (4 * trials * trials));
  return { estimate: p, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

export interface BootstrapOptions {
  draws?: number;
  seed?: number;
  confidence?: number;
}

/** Percentile bootstrap of the mean. */
export function bootstrapMean(values: readonly number[], options: BootstrapOptions = {}): Interval {
  const { draws = 2000, seed = 1, confidence = 0.95 } = options;
  if (values.length === 0) throw new Error('A bootstrap needs at least one value.');
  const random = seeded(seed);
  const means = new Float64Array(draws);
  for (let d = 0; d < draws; d++) {
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += values[Math.floor(random() * values.length)]!;
    means[d] = sum / values.length;
  }
  means.sort();
  const at = (share: number) => means[Math.min(draws - 1, Math.max(0, Math.round(share * (draws - 1))))]!;
  const tail = (1 - confidence) / 2;
  return { estimate: values.reduce((a, b) => a + b, 0) / values.length, low: at(tail), high: at(1 - tail) };
}

/** Percentile bootstrap of the mean difference b - a over the same items. */
export function bootstrapDifference(
  a: readonly number[],
  b: readonly number[],
  options?: BootstrapOptions,
): Interval {
  if (a.length !== b.length)
    throw new Error(`Paired values need equal counts, not ${a.length} and ${b.length}.`);
  return bootstrapMean(
    b.map((value, i) => value - a[i]!),
    options,
  );
}

/** mulberry32; kept here because evaluation imports nothing. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
