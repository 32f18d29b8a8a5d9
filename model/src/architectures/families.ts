import { bert } from './bert.js';
import type { DecoderFamily } from './decoder-config.js';
import type { EncoderDecoderFamily } from './encoder-decoder.js';
import type { EncoderFamily } from './encoder-family.js';
import { gemma3 } from './gemma3.js';
import { llama } from './llama.js';
import { phi3 } from './phi3.js';
import { qwen2 } from './qwen2.js';
import { qwen3 } from './qwen3.js';
import { roberta } from './roberta.js';
import { t5 } from './t5.js';

const DECODERS: readonly DecoderFamily[] = [llama, qwen2, qwen3, gemma3, phi3];
const ENCODERS: readonly EncoderFamily[] = [bert, roberta];
const ENCODER_DECODERS: readonly EncoderDecoderFamily[] = [t5];

/** What a GGUF file's `general.architecture` or a config.json's `model_type` may say. */
export const SUPPORTED_ARCHITECTURES: readonly string[] = [
  ...DECODERS.flatMap(({ architecture, modelTypes }) => [architecture, ...modelTypes]),
  ...ENCODERS.flatMap(({ modelTypes }) => modelTypes),
];

export function getDecoderFamily(architecture: unknown): DecoderFamily {
  const family = DECODERS.find((f) => f.architecture === architecture);
  if (family) return family;
  const supported = DECODERS.map((f) => f.architecture).join(', ');
  throw new Error(
    `The architecture "${String(architecture)}" is not supported for generation (supported: ${supported}).`,
  );
}

/** The family of a hub checkpoint, by `model_type` in its config.json. */
export function getHubDecoderFamily(modelType: unknown): DecoderFamily {
  const family = DECODERS.find(({ modelTypes }) => modelTypes.includes(String(modelType)));
  if (family) return family;
  const supported = DECODERS.flatMap(({ modelTypes }) => modelTypes).join(', ');
  throw new Error(
    `The model type "${String(modelType)}" is not supported for generation (supported: ${supported}).`,
  );
}

export function getEncoderFamily(modelType: unknown): EncoderFamily {
  const family = ENCODERS.find(({ modelTypes }) => modelTypes.includes(String(modelType)));
  if (family) return family;
  const supported = ENCODERS.flatMap(({ modelTypes }) => modelTypes).join(', ');
  throw new Error(
    `The model type "${String(modelType)}" is not supported for embedding (supported: ${supported}).`,
  );
}

export function getEncoderDecoderFamily(modelType: unknown): EncoderDecoderFamily {
  const family = ENCODER_DECODERS.find(({ modelTypes }) => modelTypes.includes(String(modelType)));
  if (family) return family;
  const supported = ENCODER_DECODERS.flatMap(({ modelTypes }) => modelTypes).join(', ');
  throw new Error(`The model type "${String(modelType)}" is no encoder-decoder known here (${supported}).`);
}
