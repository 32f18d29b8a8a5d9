import { decoderConfig } from '../architectures/decoder-config.js';
import { choosePrecision, type Precision } from '../architectures/precision.js';
import { kvBytesPerToken } from '../engine/kv-cache.js';
import { openDecoderFile } from './decoder-file.js';
import { MAX_CONTEXT } from './open-decoder.js';

/** What can be said of a generator before anything is built or loaded. */
export interface GeneratorFacts {
  contextTokens: number; // the most that it reads
  kvBytesPerToken: number;
  fp32Bytes: number; // of its weights, dequantised
  precisions: Precision[]; // that differ for these weights, the coarsest first
  preferred: Precision; // what `auto` takes where nothing speaks against it
}

/** Reads the head of the file alone. */
export function describeGenerator(weights: string): GeneratorFacts {
  const { family, metadata, file } = openDecoderFile(weights);
  try {
    const config = decoderConfig(family, metadata, file);
    const tensors = [...file.tensors.values()];
    const hasFourBits = tensors.some(({ type }) => type === 'Q4_0' || type === 'Q4_1');
    return {
      contextTokens: Math.min(config.contextTokens, MAX_CONTEXT),
      kvBytesPerToken: kvBytesPerToken(config),
      fp32Bytes: tensors.reduce((sum, { count }) => sum + 4 * count, 0),
      precisions: [...(hasFourBits ? (['q4x'] as const) : []), 'q8', 'fp32'],
      preferred: choosePrecision(file),
    };
  } finally {
    file.close();
  }
}
