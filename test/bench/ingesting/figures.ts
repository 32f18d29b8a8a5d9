/** How far an upload was at a moment. */
export interface Sample {
  /** Seconds from the drop. */
  at: number;
  secondsLeft: number | null;
  /** Files whose words can be found. */
  words: number;
  /** Files whose vectors are there too. */
  ready: number;
  /** Ready, failed or cancelled. */
  settled: number;
}

/** Rates of a whole upload, from its samples in time order. */
export function ingestFigures(samples: readonly Sample[], chunks: number): Record<string, number> {
  const last = samples.at(-1)!;
  const seconds = firstAt(samples, ({ settled }) => settled === last.settled);
  const wordsSeconds = firstAt(samples, ({ words }) => words === last.words);
  return {
    files: last.settled,
    failed: last.settled - last.ready,
    chunks,
    docsPerS: last.ready / seconds,
    wordsReadyDocsPerS: last.words / wordsSeconds,
    chunksPerS: chunks / seconds,
    embedShare: (seconds - wordsSeconds) / seconds,
  };
}

const firstAt = (samples: readonly Sample[], holds: (sample: Sample) => boolean): number =>
  samples.find(holds)!.at;

/** Time left below this says nothing about an estimate in whole seconds. */
const LEAST_S = 1;

/** How far estimates of the time left were off, as a share of the real time left, on average; NaN without any. */
export function estimateError(samples: readonly Sample[]): number {
  const end = samples.at(-1)?.at ?? 0;
  const errors = samples.flatMap(({ at, secondsLeft }) =>
    secondsLeft === null || end - at < LEAST_S ? [] : [Math.abs(secondsLeft - (end - at)) / (end - at)],
  );
  return errors.reduce((sum, one) => sum + one, 0) / errors.length;
}
