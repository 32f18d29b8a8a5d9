import type { GatedActivation } from '../graph/ops/activation.js';
import type { GgufMetadata } from '../tensor/gguf-file.js';
import type { WeightFile } from '../tensor/weight-file.js';
import { readRope, type Rope } from './rope.js';
import { Settings } from './settings.js';

export interface DecoderConfig {
  layers: number;
  hidden: number;
  heads: number;
  kvHeads: number;
  headSize: number;
  feedForward: number; // width inside the feed-forward part
  vocabulary: number;
  contextTokens: number; // the most that the model was made for
  normEpsilon: number;
  rope: Rope;
  ropeInterleaved: boolean;
  windows?: SlidingWindows;
  attentionScale?: number; // 1 / sqrt(headSize) where absent
  embeddingScale?: number;
}

/** Layers that see only the last tokens. */
export interface SlidingWindows {
  tokens: number; // the token itself included
  rope: Rope;
  isLocal(layer: number): boolean;
}

/** What one family of decoders does differently from Llama. */
export interface DecoderFamily {
  architecture: string; // GGUF's `general.architecture`
  modelTypes: readonly string[]; // `model_type` in config.json
  block: DecoderBlock;
  hub?: HubDifferences;
  /** Changes to what `readDecoderConfig` read; throws on what the family cannot run. */
  adapt?(config: DecoderConfig, settings: Settings, file: WeightFile): DecoderConfig;
}

export interface DecoderBlock {
  activation: GatedActivation;
  fused?: boolean; // query, key and value, and gate and up, are stored as one matrix each
  qkvBias?: boolean;
  headNorms?: boolean; // each query and key head is normalised before it is rotated
  postNorms?: boolean; // attention and feed-forward are normalised again before they are added
  ropeInterleaved?: boolean; // in GGUF; on the hub, pairs always are half a head apart
}

export interface HubDifferences {
  names?: Readonly<Record<string, string>>; // GGUF's name in a layer -> the hub's
  normOffset?: number; // that the hub leaves out of norm weights and GGUF includes
  settings?(json: Readonly<Record<string, unknown>>): Record<string, number | boolean[] | undefined>;
}

/** What the file says of a decoder, checked. */
export function decoderConfig(
  family: DecoderFamily,
  metadata: GgufMetadata,
  file: WeightFile,
): DecoderConfig {
  const settings = new Settings(metadata);
  refuseUnsupported(family, settings, file);
  const config = readDecoderConfig(settings, file, family);
  return family.adapt?.(config, settings, file) ?? config;
}

function readDecoderConfig(settings: Settings, file: WeightFile, { block }: DecoderFamily): DecoderConfig {
  const hidden = settings.number('embedding_length');
  const heads = settings.number('attention.head_count');
  const headSize = settings.number('attention.key_length', hidden / heads);
  const rotated = settings.number('rope.dimension_count', headSize);
  if (rotated !== headSize && block.ropeInterleaved)
    throw new Error(`This model rotates ${rotated} of ${headSize} dimensions, which is not supported.`);
  return {
    layers: settings.number('block_count'),
    hidden,
    heads,
    kvHeads: settings.number('attention.head_count_kv', heads),
    headSize,
    feedForward: file.info('blk.0.ffn_down.weight').shape[1]!,
    vocabulary: file.info('token_embd.weight').shape[0]!,
    contextTokens: settings.number('context_length'),
    normEpsilon: settings.number('attention.layer_norm_rms_epsilon'),
    rope: readRope(settings, file, { theta: settings.number('rope.freq_base', 10000), rotated }),
    ropeInterleaved: block.ropeInterleaved === true && settings.get('rope.interleaved') !== false,
  };
}

function refuseUnsupported(
  { architecture, block }: DecoderFamily,
  settings: Settings,
  file: WeightFile,
): void {
  if (settings.has('expert_count')) throw new Error('Mixture-of-experts models are not supported.');
  if (settings.number('attention.value_length', 0) > 0) {
    const [key, value] = ['key', 'value'].map((part) => settings.get(`attention.${part}_length`));
    if (key !== undefined && key !== value)
      throw new Error('Keys and values of different sizes are not supported.');
  }
  for (const key of ['final_logit_softcapping', 'attn_logit_softcapping'])
    if (settings.number(key, 0) > 0) throw new Error(`Capped scores (${key}) are not supported.`);
  const known = block.qkvBias ? /(attn_[qkv]|[qkv]_proj)\.bias$/ : /$^/;
  const bias = [...file.tensors.keys()].find((name) => name.endsWith('.bias') && !known.test(name));
  if (bias)
    throw new Error(
      `This model has biases (${bias}), which the ${architecture} family here does not support.`,
    );
}
