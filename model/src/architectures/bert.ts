import {
  configNumber,
  type EncoderConfig,
  type EncoderFamily,
  type EncoderLayerNames,
} from './encoder-family.js';

/** BERT and the sentence encoders distilled from it (MiniLM), with absolute positions and the exact GELU. */
export const bert: EncoderFamily = {
  modelTypes: ['bert'],
  root: 'bert',
  config: bertConfig,
  words: 'embeddings.word_embeddings.weight',
  positions: 'embeddings.position_embeddings.weight',
  tokenTypes: 'embeddings.token_type_embeddings.weight',
  embeddingNorm: 'embeddings.LayerNorm',
  layer: bertLayer,
  markers: { start: '[CLS]', end: '[SEP]', between: ['[SEP]'] },
  classifier: { dense: 'bert.pooler.dense', out: 'classifier' },
};

export function bertConfig(json: Record<string, unknown>): EncoderConfig {
  if ((json['hidden_act'] ?? 'gelu') !== 'gelu')
    throw new Error(`The activation "${String(json['hidden_act'])}" is not supported.`);
  if ((json['position_embedding_type'] ?? 'absolute') !== 'absolute')
    throw new Error('Relative positions are not supported.');
  return {
    layers: configNumber(json, 'num_hidden_layers'),
    hidden: configNumber(json, 'hidden_size'),
    heads: configNumber(json, 'num_attention_heads'),
    maxTokens: configNumber(json, 'max_position_embeddings'),
    firstPosition: 0,
    normEpsilon: configNumber(json, 'layer_norm_eps'),
  };
}

export function bertLayer(index: number): EncoderLayerNames {
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
