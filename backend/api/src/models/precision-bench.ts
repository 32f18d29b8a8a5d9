import fs from 'node:fs';
import os from 'node:os';
import { evaluateText, evaluationTable, PROSE } from '@deskmate/model';
import type { ModelStore } from './model-store.js';

const CHUNK_TOKENS = 512;

export interface PrecisionBenchOptions {
  /** What perplexity is measured on; two texts of our own where absent. */
  textFile?: string;
  positions: number;
}

/**
 * A table by which an administrator chooses a generator's precision. What is measured stays with the graphs: one outside
 * its ceiling cannot be chosen any more.
 */
export async function benchPrecisions(
  store: ModelStore,
  id: string,
  options: PrecisionBenchOptions,
): Promise<string> {
  const { task, name } = store.get(id);
  if (task !== 'generate') throw new Error(`${name} writes no text; precisions are compared for generators.`);
  if (!(options.positions > 0)) throw new Error('The number of positions must be above 0.');
  const weights = Object.values(store.filesOf(id)).find((file) => /\.(gguf|safetensors)$/.test(file))!;
  const text = options.textFile ? fs.readFileSync(options.textFile, 'utf8') : PROSE.join('\n\n');
  const evaluations = await evaluateText(weights, text, {
    precisions: ['fp32', 'q4x', 'q8'],
    chunkTokens: Math.min(CHUNK_TOKENS, options.positions),
    maxChunks: Math.max(1, Math.round(options.positions / CHUNK_TOKENS)),
    threads: os.availableParallelism(),
    rates: true,
  });
  return evaluationTable(evaluations);
}
