import type { Actor } from '../access/index.js';
import type { Passage } from '../retrieval/index.js';
import type { AskInput, Mode } from './answer.dto.js';
import type { Draft } from './draft.js';
import { type Language, phrasesOf } from './phrases.js';
import type { QuotePassage } from './quote/candidate.js';
import type { Weighed } from './quote/quoting.js';
import type { AnswerStage } from './streams/answer-event.js';
import type { AnswerStream } from './streams/answer-streams.js';

/** An earlier turn of the conversation, as the asker may read it now. */
export interface Turn {
  question: string;
  answer: string;
}

export interface ChosenMode {
  mode: Mode;
  reason: string;
  model: { id: string; name: string } | null;
  contextTokens: number;
}

/** How the asker wants a model to write, where one does; quoting has nothing to sample. */
export interface Sampling {
  temperature?: number;
  topP?: number;
  seed?: number;
  stop?: readonly string[];
  maxTokens?: number;
}

export interface StageCounts {
  spaces?: number;
  passages?: number;
  /** Documents that are still being indexed. */
  indexing?: number;
}

/** One question on its way to an answer: what is known from the start, and what the stages add. */
export class AnswerRun {
  readonly timings: Record<string, number> = {};
  /** The stand-alone question that is searched for. */
  query = '';
  passages: Passage[] = [];
  opened: QuotePassage[] = [];
  /** How the sentences of what was opened answer the question. */
  weighed: Weighed | null = null;
  /** What has been made so far; kept when the answer is cut short. */
  partial: Draft | null = null;
  sampling: Sampling = {};
  /** Documents in reach that are still being indexed. */
  indexing = 0;
  /** Most vectors are not there yet: passages and sentences are found by words alone. */
  byWordsOnly = false;

  constructor(
    readonly actor: Actor,
    readonly answerId: string,
    readonly input: AskInput,
    readonly language: Language,
    readonly turns: readonly Turn[],
    readonly chosen: ChosenMode,
    readonly stream: AnswerStream,
  ) {}

  get signal(): AbortSignal {
    return this.stream.signal;
  }

  say(stage: AnswerStage, counts: StageCounts = {}): void {
    this.stream.emit({ name: 'answer-stage', data: { stage, ...counts } });
  }

  /** What a reader should know about the answer besides what it says. */
  get notes(): string[] {
    return this.indexing ? [phrasesOf(this.language).stillIndexing(this.indexing, this.byWordsOnly)] : [];
  }

  /** Runs one stage, told to the reader and timed; a stop is noticed between stages. */
  async stage<T>(name: AnswerStage, work: () => Promise<T> | T, counts?: StageCounts): Promise<T> {
    this.signal.throwIfAborted();
    this.say(name, counts);
    const begin = performance.now();
    try {
      return await work();
    } finally {
      this.timings[name] = Math.round(performance.now() - begin);
    }
  }
}
