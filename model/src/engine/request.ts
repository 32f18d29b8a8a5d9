import type { EngineAdapter } from './adapter-bank.js';
import type { SamplingOptions } from './sampling.js';
import type { Priority } from './schedule.js';
import type { TokenConstraint } from './token-constraint.js';
import type { TokenLogProbs } from './log-probs.js';

/** Ids in: one prompt and how to continue it. */
export interface EngineRequest {
  promptIds: readonly number[];
  maxTokens: number;
  sampling: SamplingOptions;
  endTokens: ReadonlySet<number>;
  owner?: string; // whom the work is charged to; all without one are one owner
  priority?: Priority; // interactive unless said otherwise
  deadlineMs?: number; // from arrival; later it fails with DeadlineExceeded
  logProbs?: number; // likeliest tokens to report at each position; 0: the chosen one only; unset: none
  constraint?: TokenConstraint;
  /**
   * Guess tokens by looking them up in the text, several at a time. Such a request runs by itself, never in a batch, so
   * that its tokens depend neither on the guesses nor on who else is served.
   */
  speculate?: boolean;
  adapter?: EngineAdapter; // over the model; the model as it is where absent
}

export type FinishReason = 'stop' | 'length' | 'cancelled';

export interface Timings {
  queueMs: number; // before its first chunk ran
  prefillMs: number; // from then to the first token
  decodeMs: number; // from the first token to the last
}

/** Ids out: each token as it is chosen, then the end. An end token is given too. */
export type EngineEvent =
  | { type: 'token'; id: number; logProbs?: TokenLogProbs }
  | {
      type: 'finish';
      reason: FinishReason;
      promptTokens: number;
      cachedTokens: number;
      guesses: Guesses;
      timings: Timings;
    };

/** Tokens that were guessed ahead, and how many of them came. */
export interface Guesses {
  tried: number;
  right: number;
}

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

/** The request's keys and values would need more memory than the engine may take. */
export class CacheTooSmall extends Error {
  constructor(
    readonly neededTokens: number,
    readonly neededBytes: number,
    readonly limitBytes: number,
  ) {
    super(
      `The request may come to ${neededTokens} tokens, whose keys and values take ${megabytes(neededBytes)} MB; the ` +
        `limit is ${megabytes(limitBytes)} MB. Ask for fewer tokens, shorten the prompt or raise the limit.`,
    );
    this.name = 'CacheTooSmall';
  }
}

const megabytes = (bytes: number): number => Math.ceil(bytes / 1e6);
