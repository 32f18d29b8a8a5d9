import type { DecoderFamily } from './decoder-config.js';

/** Qwen2 and Qwen2.5: query, key and value have biases. */
export const qwen2: DecoderFamily = {
  architecture: 'qwen2',
  modelTypes: ['qwen2'],
  block: { activation: 'silu', qkvBias: true },
};
