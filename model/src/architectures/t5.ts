import type { EncoderDecoderConfig, EncoderDecoderFamily } from './encoder-decoder.js';
import { configNumber } from './encoder-family.js';

const ACTIVATIONS: Record<string, EncoderDecoderConfig['activation']> = {
  relu: 'relu',
  'gated-gelu': 'gelu-tanh',
  'gated-silu': 'silu',
};

/** T5, its 1.1 edition, mT5 and Flan-T5: relative position bias, unscaled attention, plain or gated feed-forward. */
export const t5: EncoderDecoderFamily = {
  modelTypes: ['t5', 'mt5'],
  config,
  embedding: 'shared.weight',
  relativeBias: (side) => `${side}.block.0.layer.0.SelfAttention.relative_attention_bias.weight`,
  finalNorm: (side) => `${side}.final_layer_norm.weight`,
  selfAttention: (side, layer) => attention(`${side}.block.${layer}.layer.0`, 'SelfAttention'),
  crossAttention: (layer) => attention(`decoder.block.${layer}.layer.1`, 'EncDecAttention'),
  feedForward: (side, layer) => {
    const at = `${side}.block.${layer}.layer.${side === 'encoder' ? 1 : 2}`;
    const named = (part: string) => `${at}.DenseReluDense.${part}.weight`;
    return {
      norm: `${at}.layer_norm.weight`,
      up: named('wi'),
      gate: named('wi_0'),
      gatedUp: named('wi_1'),
      down: named('wo'),
    };
  },
};

function attention(at: string, kind: string) {
  const named = (part: string) => `${at}.${kind}.${part}.weight`;
  return {
    norm: `${at}.layer_norm.weight`,
    query: named('q'),
    key: named('k'),
    value: named('v'),
    out: named('o'),
  };
}

function config(json: Record<string, unknown>): EncoderDecoderConfig {
  const feedForward = String(json['feed_forward_proj'] ?? 'relu');
  const activation = ACTIVATIONS[feedForward];
  if (!activation) throw new Error(`The feed-forward "${feedForward}" is not supported for T5.`);
  const layers = configNumber(json, 'num_layers');
  const decoderLayers = json['num_decoder_layers'];
  const distance = json['relative_attention_max_distance'];
  const tied = json['tie_word_embeddings'] !== false;
  return {
    layers,
    decoderLayers: typeof decoderLayers === 'number' ? decoderLayers : layers,
    hidden: configNumber(json, 'd_model'),
    heads: configNumber(json, 'num_heads'),
    headSize: configNumber(json, 'd_kv'),
    buckets: configNumber(json, 'relative_attention_num_buckets'),
    maxDistance: typeof distance === 'number' ? distance : 128,
    normEpsilon: configNumber(json, 'layer_norm_epsilon'),
    activation,
    tied,
    scaledOutput: typeof json['scale_decoder_outputs'] === 'boolean' ? json['scale_decoder_outputs'] : tied,
    startToken: configNumber(json, 'decoder_start_token_id'),
  };
}
