import os from 'node:os';

/** More threads than this gain little for small models and take cores from everything else. */
const MOST_THREADS = 8;

export const defaultThreads = (): number => Math.max(1, Math.min(MOST_THREADS, os.availableParallelism()));
