import { Injectable } from '@nestjs/common';
import type { Answer } from '../answer.dto.js';
import { type AnswerEvent, isLast } from './answer-event.js';

/** Why a running answer is ended from outside. */
export type EndCause = 'stopped' | 'abandoned';

export interface NumberedEvent {
  /** From 1. */
  id: number;
  event: AnswerEvent;
}

/** How long a reader that went away may take to come back. */
const GRACE_MS = 30_000;
/** How long a finished answer's events are kept for readers that come late. */
const KEPT_MS = 120_000;

/** The events of one running answer, kept so that a reader can come back to where it was. */
export class AnswerStream {
  private readonly events: AnswerEvent[] = [];
  private readonly waiting = new Set<() => void>();
  private readonly abort = new AbortController();
  private readers = 0;
  private grace?: NodeJS.Timeout;
  private ended = false;
  endCause?: EndCause;

  constructor(
    readonly answerId: string,
    readonly personId: string,
    private readonly options: { graceMs: number; held: boolean },
  ) {}

  get signal(): AbortSignal {
    return this.abort.signal;
  }

  get isEnded(): boolean {
    return this.ended;
  }

  emit(event: AnswerEvent): void {
    if (this.ended) return;
    this.events.push(event);
    if (isLast(event)) this.ended = true;
    if (this.ended) clearTimeout(this.grace);
    for (const wake of this.waiting) wake();
  }

  /** Ends the work behind it; what has been made so far is kept. */
  end(cause: EndCause): void {
    if (this.ended || this.endCause) return;
    this.endCause = cause;
    this.abort.abort(new Error(cause));
  }

  /** Everything after `lastId`, as it comes, until the last event or the signal. */
  async *read(lastId: number, signal: AbortSignal): AsyncGenerator<NumberedEvent> {
    this.arrive();
    try {
      for (let next = Math.max(0, lastId); !signal.aborted; next++) {
        while (next >= this.events.length && !this.ended && !signal.aborted) await this.more(signal);
        const event = this.events[next];
        if (!event || signal.aborted) return;
        yield { id: next + 1, event };
      }
    } finally {
      this.leave();
    }
  }

  private arrive(): void {
    this.readers++;
    clearTimeout(this.grace);
  }

  private leave(): void {
    this.readers--;
    if (this.readers || this.ended || this.options.held) return;
    this.grace = setTimeout(() => this.end('abandoned'), this.options.graceMs);
    this.grace.unref();
  }

  private more(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }
}

/** The running answers of this process. */
@Injectable()
export class AnswerStreams {
  private readonly streams = new Map<string, AnswerStream>();
  graceMs = GRACE_MS;

  /** `held`: it goes on without a reader, for callers that wait for the end themselves. */
  open(answerId: string, personId: string, { held = false } = {}): AnswerStream {
    const stream = new AnswerStream(answerId, personId, { graceMs: this.graceMs, held });
    this.streams.set(answerId, stream);
    return stream;
  }

  find(answerId: string): AnswerStream | undefined {
    return this.streams.get(answerId);
  }

  /** The answer is on disk; its events stay a while for those who come back late. */
  release(answerId: string): void {
    setTimeout(() => this.streams.delete(answerId), KEPT_MS).unref();
  }

  forget(answerId: string): void {
    this.streams.delete(answerId);
  }

  /** Ends what runs for the person and drops the events of what has ended. */
  forgetPerson(personId: string): void {
    for (const stream of this.streams.values()) {
      if (stream.personId !== personId) continue;
      stream.end('stopped');
      if (stream.isEnded) this.forget(stream.answerId);
    }
  }

  get running(): AnswerStream[] {
    return [...this.streams.values()].filter((stream) => !stream.isEnded);
  }
}

/** The stream of an answer whose events are gone: its last one. */
export async function* whenEnded(answer: Answer, lastId: number): AsyncGenerator<NumberedEvent> {
  yield { id: lastId + 1, event: { name: 'answer-end', data: { answer } } };
}

/** An answer whose events are gone, told again from its record. */
export async function* replay(answer: Answer): AsyncGenerator<NumberedEvent> {
  const { id: answerId, conversationId, ordinal, mode, model, modeReason } = answer;
  const start = { answerId, conversationId, ordinal, mode, modelId: model?.id ?? null, modeReason };
  const events: AnswerEvent[] = [
    { name: 'answer-start', data: start },
    ...answer.blocks.map((block, index): AnswerEvent => ({
      name: 'answer-delta',
      data: { ...block, index },
    })),
    ...answer.citations.map((data): AnswerEvent => ({ name: 'answer-citation', data })),
    { name: 'answer-end', data: { answer } },
  ];
  yield* events.map((event, i) => ({ id: i + 1, event }));
}
