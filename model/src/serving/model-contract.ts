import type { Precision } from '../architectures/precision.js';
import type { FinishReason, Timings } from '../engine/request.js';
import type { ChatMessage } from '../tokenizer/chat-template.js';

/** What a model process says of itself. */
export interface ModelInfo {
  id: string;
  task: 'generate' | 'embed';
  architecture: string;
  precision: Precision;
  contextTokens: number; // an embedder's: where texts are cut
  vocabulary: number;
  dimensions?: number; // of an embedding
  hasChatTemplate: boolean;
  adapter: 'c-api' | 'binding';
  threads: number;
  pid: number;
}

export type GenerateRequest = ({ messages: readonly ChatMessage[] } | { prompt: string }) & {
  maxTokens: number;
  temperature?: number; // 0, the default, always takes the likeliest token
  topK?: number;
  topP?: number;
  minP?: number;
  repetitionPenalty?: number;
  seed?: number;
  stop?: readonly string[];
};

export type GenerateEvent =
  | { type: 'start'; promptTokens: number; seed: number }
  | { type: 'delta'; text: string; tokenIds: number[] }
  | {
      type: 'end';
      finishReason: FinishReason;
      promptTokens: number;
      completionTokens: number;
      tokenIds: number[]; // every token that was sampled, an end token included
      timings: Timings;
    };

export interface EmbedResult {
  vectors: Float32Array[];
  tokens: number; // after cutting
  truncated: number; // texts that were cut
}

/** A model in memory, serving one task. Methods of the other task throw `unsupported-task`. */
export interface LoadedModel {
  readonly info: ModelInfo;
  generate(request: GenerateRequest, signal?: AbortSignal): AsyncGenerator<GenerateEvent, void>;
  embed(texts: readonly string[], signal?: AbortSignal): Promise<EmbedResult>;
  countTokens(texts: readonly string[]): number[];
  close(): Promise<void>;
}

export interface ModelSpec {
  id: string;
  task: 'generate' | 'embed';
  files: Record<string, string>;
  threads?: number;
  precision?: 'auto' | Precision;
  contextTokens?: number;
}
