import { LoadedEncoder } from './loaded-encoder.js';
import { LoadedGenerator } from './loaded-generator.js';
import { LoadedReranker } from './loaded-reranker.js';
import type { LoadedModel, ModelSpec } from './model-contract.js';
import type { OpenModelOptions } from './open-decoder.js';

/** Loads a model into this process. Products use `startModelProcess` instead, so that a crash is not theirs. */
export function loadModel(spec: ModelSpec, options?: OpenModelOptions): Promise<LoadedModel> {
  const open = { device: spec.device, ...options };
  if (spec.task === 'rerank') return LoadedReranker.open(spec, open);
  return spec.task === 'embed' ? LoadedEncoder.open(spec, open) : LoadedGenerator.open(spec, open);
}
