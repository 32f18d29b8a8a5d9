import { LoadedEncoder } from './loaded-encoder.js';
import { LoadedGenerator } from './loaded-generator.js';
import type { LoadedModel, ModelSpec } from './model-contract.js';
import type { OpenModelOptions } from './open-decoder.js';

/** Loads a model into this process. Products use `startModelProcess` instead, so that a crash is not theirs. */
export function loadModel(spec: ModelSpec, options?: OpenModelOptions): Promise<LoadedModel> {
  const open = { device: spec.device, ...options };
  return spec.task === 'embed' ? LoadedEncoder.open(spec, open) : LoadedGenerator.open(spec, open);
}
