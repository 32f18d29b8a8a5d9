import os from 'node:os';

/** More threads than this gain little for small models and take cores from everything else. */
const MOST_THREADS = 8;

/** Runs wait on the threads of libuv's pool, of which there are four. */
const MOST_RUNS = 4;

export const defaultThreads = (): number => Math.max(1, Math.min(MOST_THREADS, os.availableParallelism()));

/** An encoder's runs are independent, so threads do not wait for each other: one run each, as far as the pool allows. */
export const runsAtOnce = (threads: number): number => Math.min(MOST_RUNS, threads);
