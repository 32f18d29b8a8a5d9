import type { EncoderConfig, EncoderFamily, EncoderLayerNames } from './encoder.js';

/** BERT and the sentence encoders distilled from it (MiniLM), with absolute positions and the exact GELU. */
export const bert: EncoderFamily = {
  modelType: 'bert',
  config,
  words: 'embeddings.word_embeddings.weight',
  positions: 'embeddings.position_embeddings.weight',
  tokenTypes: 'embeddings.token_type_embeddings.weight',
  embeddingNorm: 'embeddings.LayerNorm',
  layer,
};

function config(json: Record<string, unknown>): EncoderConfig {
  if ((json['hidden_act'] ?? 'gelu') !== 'gelu')
    throw new Error(`The activation "${String(json['hidden_act'])}" is not supported.`);
  if ((json['position_embedding_type'] ?? 'absolute') !== 'absolute')
    throw new Error('Relative positions are not supported.');
  return {
    layers: number(json, 'num_hidden_layers'),
    hidden: number(json, 'hidden_size'),
    heads: number(json, 'num_attention_heads'),
    maxTokens: number(json, 'max_position_embeddings'),
    normEpsilon: number(json, 'layer_norm_eps'),
  };
}

function layer(index: number): EncoderLayerNames {
  const at = `encoder.layer.${index}`;
  return {
    query: `${at}.attention.self.query`,
    key: `${at}.attention.self.key`,
    value: `${at}.attention.self.value`,
    attentionOut: `${at}.attention.output.dense`,
    attentionNorm: `${at}.attention.output.LayerNorm`,
    up: `${at}.intermediate.dense`,
    down: `${at}.output.dense`,
    outputNorm: `${at}.output.LayerNorm`,
  };
}

function number(json: Record<string, unknown>, key: string): number {
  const value = json[key];
  if (typeof value !== 'number') throw new Error(`The model's config.json lacks the number ${key}.`);
  return value;
}
