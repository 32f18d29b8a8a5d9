import type { AdapterPart } from '../architectures/adapter-sites.js';
import type { EncoderPrecision, Precision } from '../architectures/precision.js';
import type { EngineMemory } from '../engine/engine.js';
import type { FinishReason, Guesses, Timings } from '../engine/request.js';
import type { Priority } from '../engine/schedule.js';
import type { Device } from '../runtime/session.js';
import type { ChatMessage } from '../tokenizer/chat-template.js';

export type ModelTask = 'generate' | 'embed' | 'rerank';

/** What a model process says of itself. */
export interface ModelInfo {
  id: string;
  task: ModelTask;
  architecture: string;
  precision: Precision | EncoderPrecision;
  contextTokens: number; // an embedder's: where texts are cut
  vocabulary: number;
  dimensions?: number; // of an embedding
  hasChatTemplate: boolean;
  adapter: 'c-api' | 'binding';
  threads: number;
  pid: number;
  memory?: EngineMemory; // a generator's caches
  adapters?: AdapterInfo[]; // in memory now
}

/** A LoRA adapter over a generator. */
export interface AdapterInfo {
  folder: string;
  rank: number;
  parts: AdapterPart[];
  bytes: number;
  loadMs: number; // opening the graph for it included, where it was the first of its kind
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
  /** A folder as PEFT saves it: the model as that LoRA adapter changes it. Loaded when it is first asked for. */
  adapter?: string;
  owner?: string; // whom the work is charged to, so that nobody crowds others out
  priority?: Priority; // interactive unless said otherwise
  deadlineMs?: number; // from arrival
  /** Guess tokens from the text itself: faster where answers quote. Such a request does not share its runs. */
  speculate?: boolean;
  /** A JSON schema that the whole output must keep (which parts of JSON Schema: model/README.md). */
  schema?: Readonly<Record<string, unknown>>;
  /** How many of the likeliest tokens to report with each; 0: the chosen one only. */
  logProbs?: number;
};

/** A token that might come, and the logarithm of its probability. */
export interface TokenChance {
  id: number;
  bytes: number[]; // what it writes, which may be part of a character
  logProb: number;
}

/** The token that came, and the likeliest ones there. */
export type LogProbs = TokenChance & { top: TokenChance[] };

export type GenerateEvent =
  | { type: 'start'; promptTokens: number; seed: number }
  | { type: 'delta'; text: string; tokenIds: number[]; logProbs?: LogProbs[] }
  | {
      type: 'end';
      finishReason: FinishReason;
      promptTokens: number;
      cachedTokens: number; // of the prompt, read before
      guesses: Guesses;
      completionTokens: number;
      tokenIds: number[]; // every token that was sampled, an end token included
      timings: Timings;
    };

export interface EmbedResult {
  vectors: Float32Array[];
  tokens: number; // after cutting
  truncated: number; // texts that were cut
}

/** A model in memory, serving one task. Methods of another task throw `unsupported-task`. */
export interface LoadedModel {
  readonly info: ModelInfo;
  generate(request: GenerateRequest, signal?: AbortSignal): AsyncGenerator<GenerateEvent, void>;
  embed(texts: readonly string[], signal?: AbortSignal): Promise<EmbedResult>;
  /** One score a text, in order; higher answers the query better. Scales differ per model. */
  rerank?(query: string, texts: readonly string[], signal?: AbortSignal): Promise<number[]>;
  countTokens(texts: readonly string[]): number[];
  readonly adapters?: AdapterStore; // of a generator
  close(): Promise<void>;
}

export interface AdapterStore {
  /** Throws `adapter-refused` with the reason where it does not fit the model. */
  load(folder: string): Promise<AdapterInfo>;
  /** False where it was not loaded. Throws `model-busy` while requests use it. */
  unload(folder: string): Promise<boolean>;
}

export interface ModelSpec {
  id: string;
  task: ModelTask;
  files: Record<string, string>;
  threads?: number;
  device?: Device; // cpu unless said otherwise
  precision?: 'auto' | Precision | EncoderPrecision;
  contextTokens?: number;
  maxRunning?: number; // requests served together
  kvBytes?: number; // the most that keys and values of running requests may take
  prefixBytes?: number; // and those of texts read before
  maxAdapters?: number; // in memory at once
  digest?: string; // sha256 of the weights, by which adapters of another base are told
}
