import type { GgufMetadata } from '../tensor/gguf-file.js';
import type { WeightFile } from '../tensor/weight-file.js';
import type { DecoderConfig, DecoderFamily } from './decoder.js';

const ROPE_FACTORS = 'rope_freqs.weight';

/** Llama, SmolLM, Mistral and others that GGUF stores as "llama". Query and key rows are interleaved there. */
export const llama: DecoderFamily = { architecture: 'llama', ropeInterleaved: true, config };

function config(metadata: GgufMetadata, file: WeightFile): DecoderConfig {
  const hidden = number(metadata, 'llama.embedding_length');
  const heads = number(metadata, 'llama.attention.head_count');
  const headSize = number(metadata, 'llama.attention.key_length', hidden / heads);
  const result: DecoderConfig = {
    layers: number(metadata, 'llama.block_count'),
    hidden,
    heads,
    kvHeads: number(metadata, 'llama.attention.head_count_kv', heads),
    headSize,
    vocabulary: file.info('token_embd.weight').shape[0]!,
    contextTokens: number(metadata, 'llama.context_length'),
    ropeTheta: number(metadata, 'llama.rope.freq_base', 10000),
    ropeFactors: ropeFactors(metadata, file),
    normEpsilon: number(metadata, 'llama.attention.layer_norm_rms_epsilon'),
  };
  refuseUnsupported(metadata, file, headSize);
  return result;
}

function ropeFactors(metadata: GgufMetadata, file: WeightFile): Float32Array | number {
  if (file.has(ROPE_FACTORS)) return file.floats(ROPE_FACTORS); // Llama 3.1 and later
  const type = metadata.get('llama.rope.scaling.type') ?? 'none';
  if (type === 'linear') return number(metadata, 'llama.rope.scaling.factor');
  if (type !== 'none')
    throw new Error(`This model scales its positions by "${String(type)}", which is not supported.`);
  return 1;
}

function refuseUnsupported(metadata: GgufMetadata, file: WeightFile, headSize: number): void {
  const rotated = number(metadata, 'llama.rope.dimension_count', headSize);
  if (rotated !== headSize)
    throw new Error(`This model rotates ${rotated} of ${headSize} dimensions, which is not supported.`);
  if (metadata.has('llama.expert_count')) throw new Error('Mixture-of-experts models are not supported.');
  const bias = [...file.tensors.keys()].find((name) => name.endsWith('.bias'));
  if (bias) throw new Error(`This model has biases (${bias}), which the llama family here does not support.`);
}

function number(metadata: GgufMetadata, key: string, fallback?: number): number {
  const value = metadata.get(key) ?? fallback;
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new Error(`The GGUF file lacks the number ${key}.`);
  return value;
}
