import type { DecoderFamily } from './decoder-config.js';

/** Llama, SmolLM, Mistral and others that GGUF stores as "llama". Query and key rows are interleaved there. */
export const llama: DecoderFamily = {
  architecture: 'llama',
  modelTypes: ['llama', 'mistral', 'smollm'],
  block: { activation: 'silu', ropeInterleaved: true },
};
