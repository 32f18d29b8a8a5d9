import type { WeightFile } from '../tensor/weight-file.js';

export interface EncoderConfig {
  layers: number;
  hidden: number;
  heads: number;
  maxTokens: number;
  firstPosition: number; // the row of the position table that the first token takes
  normEpsilon: number;
}

/** Names of one layer's tensors, without `.weight` and `.bias`. */
export interface EncoderLayerNames {
  query: string;
  key: string;
  value: string;
  attentionOut: string;
  attentionNorm: string;
  up: string;
  down: string;
  outputNorm: string;
}

/** Tokens around a text, or around two that are read together. */
export interface EncoderMarkers {
  start: string;
  end: string;
  between: readonly string[];
}

/** What one family of encoders does differently from the others. */
export interface EncoderFamily {
  modelTypes: readonly string[]; // `model_type` in config.json
  root: string; // in front of the encoder's tensors where the file holds a head too
  config(json: Record<string, unknown>): EncoderConfig;
  words: string;
  positions: string;
  tokenTypes: string;
  embeddingNorm: string;
  layer(index: number): EncoderLayerNames;
  markers: EncoderMarkers;
  classifier: { dense: string; out: string }; // linears with biases, tanh between them
}

export function configNumber(json: Record<string, unknown>, key: string): number {
  const value = json[key];
  if (typeof value !== 'number') throw new Error(`The model's config.json lacks the number ${key}.`);
  return value;
}

/** The prefix of the encoder's tensors in this file. */
export function encoderPrefix(file: WeightFile, { root, words }: EncoderFamily): string {
  return file.has(`${root}.${words}`) ? `${root}.` : '';
}
