import { bert, bertConfig } from './bert.js';
import { configNumber, type EncoderConfig, type EncoderFamily } from './encoder-family.js';

/** RoBERTa and XLM-R: BERT whose positions start after the padding token's id, with a head of its own. */
export const roberta: EncoderFamily = {
  ...bert,
  modelTypes: ['roberta', 'xlm-roberta'],
  root: 'roberta',
  config,
  markers: { start: '<s>', end: '</s>', between: ['</s>', '</s>'] },
  classifier: { dense: 'classifier.dense', out: 'classifier.out_proj' },
};

function config(json: Record<string, unknown>): EncoderConfig {
  const firstPosition = configNumber(json, 'pad_token_id') + 1;
  const read = bertConfig(json);
  return { ...read, firstPosition, maxTokens: read.maxTokens - firstPosition };
}
