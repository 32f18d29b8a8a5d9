import { bert } from './bert.js';
import type { DecoderFamily } from './decoder.js';
import type { EncoderFamily } from './encoder.js';
import { llama } from './llama.js';

const DECODERS: readonly DecoderFamily[] = [llama];
const ENCODERS: readonly EncoderFamily[] = [bert];

export function getDecoderFamily(architecture: unknown): DecoderFamily {
  const family = DECODERS.find((f) => f.architecture === architecture);
  if (family) return family;
  const supported = DECODERS.map((f) => f.architecture).join(', ');
  throw new Error(
    `The architecture "${String(architecture)}" is not supported for generation (supported: ${supported}).`,
  );
}

export function getEncoderFamily(modelType: unknown): EncoderFamily {
  const family = ENCODERS.find((f) => f.modelType === modelType);
  if (family) return family;
  const supported = ENCODERS.map((f) => f.modelType).join(', ');
  throw new Error(
    `The model type "${String(modelType)}" is not supported for embedding (supported: ${supported}).`,
  );
}
