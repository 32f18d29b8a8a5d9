/** One turn of a conversation as a chat model reads it. */
export interface ChatMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

export interface GenerateRequest {
  /** Id of the model; unset: the one that is set to write. */
  modelId?: string;
  /** Id of a LoRA adapter over that model; unset: the model as it is. */
  adapterId?: string;
  messages: readonly ChatMessage[];
  maxTokens: number;
  /** 0 is greedy. */
  temperature?: number;
  topK?: number;
  topP?: number;
  minP?: number;
  seed?: number;
  repetitionPenalty?: number;
  stop?: readonly string[];
  /** Whom the work is charged to, so that nobody crowds others out of our engine. */
  owner?: string;
  /** Guess tokens from the prompt: our engine is quicker where answers quote it. */
  speculate?: boolean;
  /** A JSON schema that the whole text must keep; which parts of JSON Schema: model/README.md. */
  schema?: Readonly<Record<string, unknown>>;
  /** How many of the likeliest tokens to tell with each; 0: only the one that came; unset: none. */
  logProbs?: number;
}

export type FinishReason = 'complete' | 'length' | 'stopped';

export interface TokenUsage {
  promptTokens: number;
  completionTokens: number;
}

/** A token that might come, and the logarithm of its probability under the model. */
export interface TokenChance {
  text: string;
  bytes: number[];
  logProb: number;
}

export type TokenLogProbs = TokenChance & { top: TokenChance[] };

/** Whole characters only; `end` comes once and last. A failure is thrown. */
export type GenerateEvent =
  | { type: 'text'; text: string; logProbs?: TokenLogProbs[] }
  | { type: 'end'; finishReason: FinishReason; usage: TokenUsage; tokenIds?: number[] };

/** Tokens that each text takes: by the model's own tokenizer in our engine, estimated from above for a server. */
interface TokenCounter {
  countTokens(texts: readonly string[]): Promise<number[]>;
}

/** A model that writes. Aborting the signal ends the stream with finish reason `stopped` within 200 ms. */
export interface Generator extends TokenCounter {
  readonly id: string;
  readonly contextTokens: number;
  generate(request: GenerateRequest, signal?: AbortSignal): AsyncIterable<GenerateEvent>;
}

/** A model that turns text into vectors of length 1. */
export interface Embedder extends TokenCounter {
  readonly id: string;
  /** What its vectors are kept under: only those of one such id are compared. */
  readonly vectorsId: string;
  readonly dimensions: number;
  /** Languages that its vocabulary covers; `*` is any. */
  readonly languages: readonly string[];
  /** One vector a text, in order. Aborting the signal throws the signal's reason. */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]>;
}
