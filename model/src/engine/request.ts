import type { SamplingOptions } from './sampling.js';

/** Ids in: one prompt and how to continue it. */
export interface EngineRequest {
  promptIds: readonly number[];
  maxTokens: number;
  sampling: SamplingOptions;
  endTokens: ReadonlySet<number>;
}

export type FinishReason = 'stop' | 'length' | 'cancelled';

export interface Timings {
  queueMs: number; // before its first chunk ran
  prefillMs: number; // from then to the first token
  decodeMs: number; // from the first token to the last
}

/** Ids out: each token as it is chosen, then the end. An end token is given too. */
export type EngineEvent =
  | { type: 'token'; id: number }
  | { type: 'finish'; reason: FinishReason; promptTokens: number; timings: Timings };

/** The prompt does not fit into the context. */
export class PromptTooLong extends Error {
  constructor(
    readonly promptTokens: number,
    readonly contextTokens: number,
  ) {
    super(
      `The prompt has ${promptTokens} tokens, but this model's context holds ${contextTokens} and needs room for at ` +
        `least one more. Shorten the prompt or raise the context size.`,
    );
    this.name = 'PromptTooLong';
  }
}
