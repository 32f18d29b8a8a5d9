import os from 'node:os';
import {
  type EvaluationWatch,
  type LogitComparison,
  PROSE,
  type TextEvaluation,
  evaluateApart,
} from '@deskmate/model';
import { Problem } from '../../platform/index.js';
import { failureOf } from '../model-failure.js';
import type { LocalGenerator } from './local-generators.js';

const CHUNK_TOKENS = 512;
/** Of our own text: four chunks. */
export const POSITIONS = 1_024;
/** Fewer decide nothing about a precision's distance from fp32. */
export const LEAST_POSITIONS = 256;
const MEMORY_SHARE = 3 / 4;

export interface MeasureOptions extends EvaluationWatch {
  /** What perplexity is measured on; two texts of our own where absent. */
  text?: string;
  positions?: number;
  threads: number;
}

/**
 * What each precision of a generator costs, by which an administrator chooses. What is measured stays with the graphs
 * too: one outside its ceiling cannot be chosen any more, whatever the database says.
 */
export async function measurePrecisions(
  { weights, facts, model }: LocalGenerator,
  { text = PROSE.join('\n\n'), positions = POSITIONS, threads, ...watch }: MeasureOptions,
): Promise<TextEvaluation[]> {
  if (!(positions > 0)) throw new Problem(400, 'invalid-request', 'The number of positions must be above 0.');
  if (facts.fp32Bytes > MEMORY_SHARE * os.totalmem())
    throw new Problem(
      422,
      'measuring-does-not-fit',
      `${model.name} takes ${gb(facts.fp32Bytes)} in fp32, against which the others are compared; this machine has ${gb(os.totalmem())}.`,
    );
  const evaluating = evaluateApart(
    {
      weights,
      text,
      precisions: ['fp32', ...facts.precisions.filter((precision) => precision !== 'fp32')],
      chunkTokens: Math.min(CHUNK_TOKENS, positions),
      maxChunks: Math.max(1, Math.round(positions / CHUNK_TOKENS)),
      threads,
      rates: true,
    },
    watch,
  );
  return evaluating.catch((error: unknown) => {
    watch.signal?.throwIfAborted();
    const { reason } = failureOf(error);
    throw new Problem(500, 'measuring-failed', `${model.name} was not measured: ${reason}`, { cause: error });
  });
}

const gb = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

/** What was measured on. */
export interface Machine {
  processor: string;
  threads: number;
}

export const thisMachine = (threads: number): Machine => ({
  processor: os.cpus()[0]?.model.trim() || os.arch(),
  threads,
});

/** Whether as much was compared as a decision needs. */
export const isEnough = (evaluations: readonly TextEvaluation[]): boolean =>
  evaluations.every(({ againstFp32 }) => (againstFp32 ? enoughOf(againstFp32) : true));

const enoughOf = ({ positions }: LogitComparison): boolean => positions >= LEAST_POSITIONS;
