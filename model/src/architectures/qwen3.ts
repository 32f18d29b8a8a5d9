import type { DecoderFamily } from './decoder-config.js';

/** Qwen3: every query and key head is normalised before it is rotated. */
export const qwen3: DecoderFamily = {
  architecture: 'qwen3',
  modelTypes: ['qwen3'],
  block: { activation: 'silu', headNorms: true },
};
