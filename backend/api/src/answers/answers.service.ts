import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { AccessService, type Actor } from '../access/index.js';
import { ModelGateway } from '../models/index.js';
import { Configuration, correlationId, logger, newId, notFound, toProblem } from '../platform/index.js';
import { Answering } from './answer.js';
import type { Answer, AskInput } from './answer.dto.js';
import { AnswerRun, type Sampling, type Turn } from './answer-run.js';
import type { ConversationSource } from './conversations/conversation.dto.js';
import { ConversationsService } from './conversations/conversations.service.js';
import { emptyDraft } from './draft.js';
import { languageOf } from './language.js';
import { chooseMode } from './mode.js';
import { AnswerRecord } from './record/answer-record.js';
import { AnswerRepository } from './record/answer.repository.js';
import { PartialKeeper } from './record/partial-keeper.js';
import type { AnswerEvent } from './streams/answer-event.js';
import { type AnswerStream, AnswerStreams } from './streams/answer-streams.js';
import { TEMPLATE_VERSION } from './write/prompt.js';

interface AskOptions {
  /** Goes on without a reader. */
  held?: boolean;
  /** Earlier turns that the caller keeps itself, instead of the conversation's. */
  turns?: Turn[];
  sampling?: Sampling;
  /** `api`: kept, but not in the person's own list of conversations. */
  source?: ConversationSource;
  /** Called with the answer's id in the transaction that begins it. */
  onBegin?: (answerId: string) => Promise<void>;
}

/** Asking: begins an answer, runs it beside its readers, keeps what came of it. */
@Injectable()
export class AnswersService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly running = new Set<Promise<void>>();

  constructor(
    private readonly access: AccessService,
    private readonly conversations: ConversationsService,
    private readonly answering: Answering,
    private readonly record: AnswerRecord,
    private readonly streams: AnswerStreams,
    private readonly models: ModelGateway,
    private readonly answers: AnswerRepository,
    private readonly configuration: Configuration,
  ) {}

  /** Answers that ran when the process was killed end here; what they had said is kept. */
  async onApplicationBootstrap(): Promise<void> {
    if (this.configuration.role !== 'api') return;
    const left = await this.answers.listRunning();
    if (!left.length) return;
    await this.answers.failLeft(left, 'server-restarted');
    logger.warn({ answers: left.length }, 'answers cut short by a restart were ended');
  }

  async onApplicationShutdown(): Promise<void> {
    for (const stream of this.streams.running) stream.end('stopped');
    await Promise.allSettled(this.running);
  }

  /** The answer runs from here on; read its stream, or let it go on alone (`held`). */
  async ask(actor: Actor, input: AskInput, options: AskOptions = {}): Promise<AnswerStream> {
    await this.access.require(actor, 'answer.create');
    for (const spaceId of input.spaceIds ?? []) await this.access.require(actor, 'passage.search', spaceId);
    if (input.regeneratesId) await this.record.get(actor, input.regeneratesId);
    const language = languageOf(input.question, actor.locale);
    const chosen = chooseMode(input.mode, await this.models.generator('ask'), language);
    const conversation = await this.conversations.forQuestion(actor, input, options.source);
    const id = newId();
    const stream = this.streams.open(id, actor.personId, { held: options.held ?? false });
    const run = new AnswerRun(
      actor,
      id,
      conversation.input,
      language,
      options.turns ?? conversation.turns,
      chosen,
      stream,
    );
    run.sampling = options.sampling ?? {};
    try {
      const ordinal = await this.begin(run, conversation.id, options.onBegin);
      stream.emit(startOf(run, conversation.id, ordinal));
    } catch (error) {
      this.streams.forget(id);
      throw error;
    }
    const work = this.work(run).finally(() => this.running.delete(work));
    this.running.add(work);
    return stream;
  }

  async get(actor: Actor, id: string): Promise<Answer> {
    await this.access.require(actor, 'answer.read');
    return this.record.get(actor, id);
  }

  /** The running stream of the actor's answer; undefined when it has ended and its events are gone. */
  async findStream(actor: Actor, id: string): Promise<AnswerStream | undefined> {
    await this.access.require(actor, 'answer.read');
    const stream = this.streams.find(id);
    if (stream && stream.personId !== actor.personId) throw notFound('answer');
    return stream;
  }

  /** Ends a running answer; what it has said is kept. Does nothing to one that has ended. */
  async stop(actor: Actor, id: string): Promise<void> {
    await this.access.require(actor, 'answer.create');
    const stream = await this.findStream(actor, id);
    if (stream) stream.end('stopped');
    else await this.record.get(actor, id);
  }

  private begin(run: AnswerRun, conversationId: string, onBegin: AskOptions['onBegin']): Promise<number> {
    const { actor, answerId, input, chosen, language } = run;
    const row = {
      id: answerId,
      conversationId,
      regeneratesId: input.regeneratesId ?? null,
      mode: chosen.mode,
      modelId: chosen.model?.id ?? null,
      embedderId: this.models.embedder.id,
      templateVersion: TEMPLATE_VERSION,
      correlationId: correlationId() ?? null,
    };
    const text = {
      question: input.question,
      query: input.question,
      ...(input.documentIds && { documentIds: input.documentIds }),
      language,
      modeReason: chosen.reason,
      modelName: chosen.model?.name ?? null,
      blocks: [],
      conflicts: [],
    };
    return this.record.begin(actor, row, { text, ...(onBegin && { onBegin }) });
  }

  /** Never throws: whatever happens, the answer is ended on disk and its readers are told. */
  private async work(run: AnswerRun): Promise<void> {
    const keeper = new PartialKeeper(run, this.record);
    try {
      const draft = await orAborted(this.answering.answer(run), run.signal);
      await keeper.stop();
      await this.record.finish(run, draft, { finishReason: draft.finishReason });
      await this.tellEnd(run);
    } catch (error) {
      await keeper.stop();
      await this.endEarly(run, error).catch((err: unknown) =>
        logger.error({ err }, 'an answer could not be ended'),
      );
    } finally {
      this.streams.release(run.answerId);
    }
  }

  private async endEarly(run: AnswerRun, cause: unknown): Promise<void> {
    const draft = run.partial ?? emptyDraft();
    const { endCause } = run.stream;
    if (endCause) {
      await this.record.finish(run, draft, { finishReason: endCause });
      await this.tellEnd(run);
      return;
    }
    const problem = toProblem(cause);
    if (problem.status >= 500) logger.error({ err: cause, code: problem.code }, 'an answer failed');
    const retryable = problem.status === 500 || problem.extra.retryAfterS !== undefined;
    const error = { code: problem.code, detail: problem.detail, retryable };
    try {
      await this.record.finish(run, draft, { finishReason: 'failed', error });
    } finally {
      run.stream.emit({ name: 'answer-error', data: { ...problem.toBody(correlationId()), retryable } });
    }
  }

  private async tellEnd(run: AnswerRun): Promise<void> {
    const answer = await this.record.get(run.actor, run.answerId);
    for (const citation of answer.citations) run.stream.emit({ name: 'answer-citation', data: citation });
    run.stream.emit({ name: 'answer-end', data: { answer } });
  }
}

const startOf = (run: AnswerRun, conversationId: string, ordinal: number): AnswerEvent => ({
  name: 'answer-start',
  data: {
    answerId: run.answerId,
    conversationId,
    ordinal,
    mode: run.chosen.mode,
    modelId: run.chosen.model?.id ?? null,
    modeReason: run.chosen.reason,
  },
});

/** Rejects as soon as the signal fires: who stops does not wait for a model to notice. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
