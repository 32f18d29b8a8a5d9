import { Injectable } from '@nestjs/common';
import { type Actor, PersonalTextStore } from '../../access/index.js';
import { Database, notFound } from '../../platform/index.js';
import type { Answer, FinishReason } from '../answer.dto.js';
import type { AnswerRun } from '../answer-run.js';
import type { Draft } from '../draft.js';
import { AnswerRepository, type AnswerRow, type NewAnswer } from './answer.repository.js';
import type { AnswerText } from './answer-text.js';
import { viewAnswer } from './answer-view.js';
import { CitationRepository } from './citation.repository.js';
import { VoteRepository } from './vote.repository.js';

/** The complete record of answers: kept as they are made, shown as far as their reader may see them now. */
@Injectable()
export class AnswerRecord {
  constructor(
    private readonly database: Database,
    private readonly answers: AnswerRepository,
    private readonly citations: CitationRepository,
    private readonly votes: VoteRepository,
    private readonly texts: PersonalTextStore,
  ) {}

  /** @returns its place in the conversation. `onBegin` runs in the same transaction. */
  async begin(
    actor: Actor,
    answer: NewAnswer,
    { text, onBegin }: { text: AnswerText; onBegin?: (answerId: string) => Promise<void> },
  ): Promise<number> {
    return this.database.transaction(async () => {
      const ordinal = await this.answers.begin(actor, answer);
      if (ordinal === undefined) throw notFound('conversation');
      await this.texts.put(actor.personId, 'answer', answer.id, text);
      await onBegin?.(answer.id);
      return ordinal;
    });
  }

  /** What has been made so far, so that a killed process loses little of it. */
  async keepPartial(run: AnswerRun, draft: Draft): Promise<void> {
    await this.database.transaction(async () => {
      if (!(await this.answers.lockRunning(run.answerId))) return; // erased meanwhile
      await this.answers.replaceCitations(run.answerId, draft.citations);
      await this.texts.put(run.actor.personId, 'answer', run.answerId, textOf(run, draft));
    });
  }

  async finish(
    run: AnswerRun,
    draft: Draft,
    { finishReason, error }: { finishReason: FinishReason; error?: NonNullable<Answer['error']> },
  ): Promise<void> {
    const used = new Set(draft.usedChunks);
    await this.database.transaction(async () => {
      const ended = await this.answers.finish({
        id: run.answerId,
        finishReason,
        errorCode: error?.code ?? null,
        sampler: draft.sampler ?? {},
        passages: run.passages.map(({ chunkId, versionId, documentId, fromOrdinal, rank, contentHash }) => ({
          chunkId,
          versionId,
          documentId,
          fromOrdinal,
          rank,
          contentHash,
          used: used.has(chunkId),
        })),
        timings: run.timings,
        support: draft.support,
        citations: draft.finishReason === 'declined' ? draft.nearest : draft.citations,
      });
      if (ended)
        await this.texts.put(run.actor.personId, 'answer', run.answerId, {
          ...textOf(run, draft),
          ...(error && { error }),
        });
    });
  }

  async get(actor: Actor, id: string): Promise<Answer> {
    const row = await this.answers.find(actor, id);
    if (!row) throw notFound('answer');
    const [answer] = await this.view(actor, [row]);
    return answer!;
  }

  async listOfConversation(actor: Actor, conversationId: string): Promise<Answer[]> {
    return this.view(actor, await this.answers.listOfConversation(actor, conversationId));
  }

  private async view(actor: Actor, rows: readonly AnswerRow[]): Promise<Answer[]> {
    const ids = rows.map(({ id }) => id);
    const places = rows.flatMap(({ passages }) =>
      passages.map(({ versionId, fromOrdinal }) => ({ versionId, ordinal: fromOrdinal })),
    );
    const texts = await this.texts.getMany<AnswerText>('answer', ids);
    const citations = await this.citations.listReadable(actor, ids);
    const readablePlaces = places.length ? await this.citations.listPlaces(actor, places) : [];
    const votes = await this.votes.listLive(actor, ids);
    return rows.map((row) =>
      viewAnswer(
        {
          row,
          text: texts.get(row.id) ?? null,
          citations: citations.get(row.id) ?? [],
          places: readablePlaces,
          feedback: votes.get(row.id) ?? null,
        },
        actor.locale,
      ),
    );
  }
}

const textOf = (run: AnswerRun, draft: Draft): AnswerText => ({
  question: run.input.question,
  query: run.query,
  ...(run.input.documentIds && { documentIds: run.input.documentIds }),
  language: run.language,
  modeReason: run.chosen.reason,
  modelName: run.chosen.model?.name ?? null,
  blocks: draft.blocks,
  conflicts: draft.conflicts,
  ...(run.notes.length && { notes: run.notes }),
  ...(draft.messages && { messages: draft.messages }),
  ...(draft.tokenIds && { tokenIds: draft.tokenIds }),
});
