import fs from 'node:fs';
import type { Precision } from '../architectures/precision.js';
import { textLogits } from '../engine/text-logits.js';
import {
  compareLogits,
  joinComparisons,
  logProbability,
  perplexity,
  type LogitComparison,
} from '../evaluation/language-model.js';
import { addedBos } from './decoder-tokenizer.js';
import { measureRates, type Rates } from './measure-rates.js';
import { openDecoder, type OpenDecoder } from './open-decoder.js';
import { keepMeasured, KL_CEILING } from './precision-ceiling.js';

export interface TextEvaluation {
  precision: Precision;
  tokens: number; // that were predicted
  perplexity: number;
  weightsMb: number; // of the graph, mapped into memory
  kvKbPerToken: number;
  againstFp32?: LogitComparison;
  withinCeiling: boolean; // whether it may be chosen; true where it was not compared
  rates?: Rates;
}

export interface EvaluateOptions {
  chunkTokens: number;
  maxChunks: number;
  threads: number;
  rates?: boolean; // also tokens a second
  /** After each graph that was opened, each chunk that was read and each rate: how far it is. */
  onStep?: (done: number, steps: number) => void;
  /** Gets each chunk's ids and its logits at each precision, to compare with others. */
  onChunk?: (
    ids: readonly number[],
    logits: Readonly<Partial<Record<Precision, Float32Array[]>>>,
  ) => Promise<void>;
}

const LOGIT_BYTES = 1 << 28; // of one chunk at one precision
const LEAST_POSITIONS = 256; // fewer decide nothing

/** Perplexity of a text at each precision, how far each is from fp32, and what it costs. */
export async function evaluateText(
  weights: string,
  text: string,
  { precisions, ...options }: EvaluateOptions & { precisions: readonly Precision[] },
): Promise<TextEvaluation[]> {
  const { threads, maxChunks } = options;
  const decoders: OpenDecoder[] = [];
  const stepped = stepsOf(precisions.length * (1 + maxChunks + (options.rates ? 1 : 0)), options);
  try {
    for (const precision of precisions) {
      decoders.push(await openDecoder({ weights, precision, threads, unchecked: true }));
      stepped();
    }
    const scored = await scoreChunks(decoders, text, options, stepped);
    const results: TextEvaluation[] = [];
    for (const [i, decoder] of decoders.entries()) {
      const rates = options.rates ? await measureRates(decoder) : undefined;
      results.push({ ...toEvaluation(decoder, scored[i]!), ...(rates && { rates }) });
      if (rates) stepped();
    }
    return results;
  } finally {
    for (const { session } of decoders) session.close();
  }
}

/** Counts steps; a text with fewer chunks than were asked for ends early. */
function stepsOf(steps: number, { onStep }: EvaluateOptions): () => void {
  let done = 0;
  return () => onStep?.(++done, steps);
}

interface Scored {
  logProbabilities: number[];
  comparisons: LogitComparison[];
}

/** Chunk by chunk, so that no more than one chunk's logits of each precision are in memory. */
async function scoreChunks(
  decoders: readonly OpenDecoder[],
  text: string,
  options: EvaluateOptions,
  stepped: () => void,
): Promise<Scored[]> {
  const scored = decoders.map((): Scored => ({ logProbabilities: [], comparisons: [] }));
  for (const ids of chunksOf(decoders[0]!, text, options)) {
    const logits: Partial<Record<Precision, Float32Array[]>> = {};
    for (const [i, { session, precision, config }] of decoders.entries()) {
      const rows = await textLogits(session, config, { ids, positions: ids.length });
      for (let at = 0; at + 1 < ids.length; at++)
        scored[i]!.logProbabilities.push(logProbability(rows[at]!, ids[at + 1]!));
      if (logits.fp32) scored[i]!.comparisons.push(compareLogits(logits.fp32, rows));
      logits[precision] = rows;
      stepped();
    }
    await options.onChunk?.(ids, logits);
  }
  return scored;
}

/** Equal chunks, each with the first token that the model expects. */
function chunksOf(
  { tokenizer, config, metadata }: OpenDecoder,
  text: string,
  options: EvaluateOptions,
): number[][] {
  const ids = tokenizer.encode(text);
  const start = addedBos(metadata) ?? [];
  const fitting = Math.floor(LOGIT_BYTES / (4 * config.vocabulary));
  const size = Math.min(options.chunkTokens, config.contextTokens, fitting) - [start].flat().length;
  if (ids.length < size) throw new Error(`The text has ${ids.length} tokens; at least ${size} are needed.`);
  const count = Math.min(options.maxChunks, Math.floor(ids.length / size));
  return Array.from({ length: count }, (_, chunk) =>
    [start, ids.slice(chunk * size, (chunk + 1) * size)].flat(),
  );
}

function toEvaluation({ precision, graph, config }: OpenDecoder, scored: Scored): TextEvaluation {
  const { layers, kvHeads, headSize } = config;
  const againstFp32 = scored.comparisons.length > 0 ? joinComparisons(scored.comparisons) : undefined;
  if (againstFp32 && againstFp32.positions >= LEAST_POSITIONS) keepMeasured(graph, againstFp32);
  return {
    precision,
    tokens: scored.logProbabilities.length,
    perplexity: perplexity(scored.logProbabilities),
    weightsMb: fs.statSync(`${graph}.data`).size / 1e6,
    kvKbPerToken: (layers * 2 * kvHeads * headSize * 4) / 1e3,
    ...(againstFp32 && { againstFp32 }),
    withinCeiling: !againstFp32 || againstFp32.klMean <= KL_CEILING,
  };
}
