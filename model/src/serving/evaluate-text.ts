import type { Precision } from '../architectures/precision.js';
import { textLogits } from '../engine/text-logits.js';
import {
  compareLogits,
  logProbability,
  perplexity,
  type LogitComparison,
} from '../evaluation/language-model.js';
import { openDecoder } from './open-decoder.js';

export interface TextEvaluation {
  precision: Precision;
  tokens: number; // that were predicted
  perplexity: number;
  againstFp32?: LogitComparison;
}

export interface EvaluateOptions {
  chunkTokens: number;
  maxChunks: number;
  threads: number;
}

/** Perplexity of a text at each precision, and how far each is from fp32.. */
export async function evaluateText(
  weights: string,
  text: string,
  { precisions, ...options }: EvaluateOptions & { precisions: readonly Precision[] },
): Promise<TextEvaluation[]> {
  const reference = precisions.includes('fp32') ? await scoreText(weights, text, 'fp32', options) : undefined;
  const results: TextEvaluation[] = [];
  for (const precision of precisions) {
    const scored =
      precision === 'fp32' && reference ? reference : await scoreText(weights, text, precision, options);
    results.push({
      precision,
      tokens: scored.logProbabilities.length,
      perplexity: perplexity(scored.logProbabilities),
      ...(reference && precision !== 'fp32' && { againstFp32: compareLogits(reference.rows, scored.rows) }),
    });
  }
  return results;
}

async function scoreText(weights: string, text: string, precision: Precision, options: EvaluateOptions) {
  const decoder = await openDecoder({ weights, precision, threads: options.threads });
  const ids = decoder.tokenizer.encode(text);
  const size = Math.min(options.chunkTokens, decoder.config.contextTokens);
  const rows: Float32Array[] = [];
  const logProbabilities: number[] = [];
  for (let chunk = 0; chunk < options.maxChunks && (chunk + 1) * size <= ids.length; chunk++) {
    const part = ids.slice(chunk * size, (chunk + 1) * size);
    const logits = await textLogits(decoder.session, decoder.config, { ids: part, positions: part.length });
    for (let i = 0; i + 1 < part.length; i++) logProbabilities.push(logProbability(logits[i]!, part[i + 1]!));
    rows.push(...logits);
  }
  decoder.session.close();
  if (rows.length === 0) throw new Error(`The text has ${ids.length} tokens; at least ${size} are needed.`);
  return { rows, logProbabilities };
}
