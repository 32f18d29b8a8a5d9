import {
  type Answer,
  type AnswerEvent,
  type ApiClient,
  type ApiProblem,
  type AnswerBlock,
  type Question,
  toApiProblem,
} from '@deskmate/client';
import type { Streaming } from '@deskmate/ui';

/** An answer in the making, or one that failed and waits for "Try again". */
export interface LiveAnswer extends Streaming {
  key: string;
  question: Question;
  conversationId?: string;
  answerId?: string;
  problem?: ApiProblem;
  isRetryable: boolean;
}

interface Hooks {
  onStarted(live: LiveAnswer): void;
  onFinished(answer: Answer): void;
  /** Nothing reached the server: the words go back to where they were typed. */
  onRefused(live: LiveAnswer): void;
}

/** Every answer that streams into this page; outlives the change from one conversation to another. */
export class LiveAnswers {
  private all: LiveAnswer[] = [];
  private readonly aborts = new Map<string, AbortController>();
  private readonly listeners = new Set<() => void>();
  private nextKey = 1;

  constructor(
    private readonly api: ApiClient,
    private readonly hooks: Hooks,
  ) {}

  readonly list = (): LiveAnswer[] => this.all;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  ask(question: Question): void {
    const live = this.add({ question, conversationId: question.conversationId });
    void this.run(live.key, (signal) => this.api.answers.ask(question, { signal }));
  }

  /** Takes up an answer that was being made when the page was loaded. */
  follow(answer: Answer): void {
    if (this.all.some((live) => live.answerId === answer.id)) return;
    const live = this.add({
      question: {
        question: answer.question,
        conversationId: answer.conversationId,
        regeneratesId: answer.regeneratesId ?? undefined,
        documentIds: answer.documentIds,
      },
      conversationId: answer.conversationId,
      answerId: answer.id,
    });
    void this.run(live.key, (signal) => this.api.answers.follow(answer.id, { signal }));
  }

  /** What failed is tried again in its place. */
  retry(key: string): void {
    const live = this.find(key);
    if (!live) return;
    const { question, conversationId, answerId } = live;
    this.forget(key);
    this.ask({ ...question, conversationId, regeneratesId: question.regeneratesId ?? answerId });
  }

  /** Another try at an answer; stands in the place of the first. */
  regenerate({ id, question, conversationId, documentIds }: Answer, spaceIds: string[] | undefined): void {
    const about = documentIds.length > 0 ? { documentIds } : { spaceIds };
    this.ask({ question, conversationId, regeneratesId: id, ...about });
  }

  /** Asks the server to stop; the stream then ends with what there is. Before it has begun, nothing is kept. */
  stop(key: string): void {
    const live = this.find(key);
    if (live?.answerId) void this.api.answers.stop(live.answerId).catch(() => this.aborts.get(key)?.abort());
    else {
      this.aborts.get(key)?.abort();
      if (live) this.refuse(live);
      this.forget(key);
    }
  }

  forget(key: string): void {
    this.aborts.delete(key);
    this.all = this.all.filter((live) => live.key !== key);
    this.tell();
  }

  private add(start: Pick<LiveAnswer, 'question' | 'conversationId' | 'answerId'>): LiveAnswer {
    const live: LiveAnswer = {
      ...start,
      key: String(this.nextKey++),
      startedAt: Date.now(),
      mode: 'quote',
      blocks: [],
      citations: [],
      isConnected: true,
      isRetryable: false,
    };
    this.all = [...this.all, live];
    this.tell();
    return live;
  }

  private async run(key: string, open: (signal: AbortSignal) => AsyncGenerator<AnswerEvent>): Promise<void> {
    const abort = new AbortController();
    this.aborts.set(key, abort);
    try {
      for await (const event of open(abort.signal)) this.take(key, event);
    } catch (error) {
      const live = this.find(key);
      if (abort.signal.aborted || !live) return this.forget(key);
      this.change(key, { problem: toApiProblem(error), isRetryable: true });
      if (!live.answerId) this.refuse(live);
    }
  }

  private take(key: string, event: AnswerEvent): void {
    const live = this.find(key);
    if (!live) return;
    if (event.type === 'answer-end') {
      this.forget(key);
      return this.hooks.onFinished(event.answer);
    }
    this.change(key, changeOf(live, event));
    if (event.type === 'answer-start') this.hooks.onStarted(this.find(key)!);
  }

  /** Another try was never typed: its words have no place to go back to. */
  private refuse(live: LiveAnswer): void {
    if (!live.question.regeneratesId) this.hooks.onRefused(live);
  }

  private find = (key: string): LiveAnswer | undefined => this.all.find((live) => live.key === key);

  private change(key: string, change: Partial<LiveAnswer>): void {
    this.all = this.all.map((live) => (live.key === key ? { ...live, ...change } : live));
    this.tell();
  }

  private tell = (): void => this.listeners.forEach((listener) => listener());
}

/** What one event changes of an answer in the making. */
export function changeOf(live: LiveAnswer, event: AnswerEvent): Partial<LiveAnswer> {
  switch (event.type) {
    case 'answer-start':
      return { answerId: event.answerId, conversationId: event.conversationId, mode: event.mode };
    case 'answer-stage':
      return { stage: event };
    case 'answer-delta':
      return { blocks: appendDelta(live.blocks, event) };
    case 'answer-citation':
      return {
        citations: [...live.citations.filter((one) => one.number !== event.citation.number), event.citation],
      };
    case 'answer-error':
      return { problem: event.problem, isRetryable: event.retryable };
    case 'connection':
      return { isConnected: event.state === 'back' };
    default:
      return {};
  }
}

function appendDelta(blocks: AnswerBlock[], delta: AnswerEvent & { type: 'answer-delta' }): AnswerBlock[] {
  const next = [...blocks];
  const before = next[delta.index];
  next[delta.index] = {
    kind: delta.kind,
    text: (before?.text ?? '') + delta.text,
    citations: [...new Set([...(before?.citations ?? []), ...delta.citations])],
    supported: before?.supported ?? null,
  };
  return next;
}
