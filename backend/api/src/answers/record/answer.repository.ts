import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/index.js';
import { Database } from '../../platform/index.js';
import type { FinishReason, Mode } from '../answer.dto.js';
import type { DraftCitation } from '../draft.js';

export interface KeptPassage {
  chunkId: string;
  versionId: string;
  documentId: string;
  fromOrdinal: number;
  rank: number;
  contentHash: string;
  used: boolean;
}

export interface AnswerRow {
  id: string;
  conversationId: string;
  personId: string;
  ordinal: number;
  regeneratesId: string | null;
  skill: string;
  mode: Mode;
  state: 'running' | 'finished';
  finishReason: FinishReason | null;
  errorCode: string | null;
  modelId: string | null;
  passages: KeptPassage[];
  timings: Record<string, number>;
  support: { sentences?: number; supported?: number; confidence?: number | null };
  correlationId: string | null;
  createdAt: Date;
}

export interface NewAnswer {
  id: string;
  conversationId: string;
  regeneratesId: string | null;
  mode: Mode;
  modelId: string | null;
  embedderId: string;
  templateVersion: string;
  correlationId: string | null;
}

export interface FinishedAnswer {
  id: string;
  finishReason: FinishReason;
  errorCode: string | null;
  sampler: Record<string, unknown>;
  passages: readonly KeptPassage[];
  timings: Record<string, number>;
  support: Record<string, unknown>;
  citations: readonly DraftCitation[];
}

const columns = `a.id, a.conversation_id as "conversationId", a.person_id as "personId", a.ordinal,
  a.regenerates_id as "regeneratesId", a.skill, a.mode, a.state, a.finish_reason as "finishReason",
  a.error_code as "errorCode", a.model_id as "modelId", a.passages, a.timings, a.support,
  a.correlation_id as "correlationId", a.created_at as "createdAt"`;

/** Answers of their asker: nobody else reads them. */
@Injectable()
export class AnswerRepository {
  constructor(private readonly database: Database) {}

  /** The next answer of the actor's conversation. @returns its ordinal; undefined when there is no such conversation. */
  async begin(actor: Actor, answer: NewAnswer): Promise<number | undefined> {
    const [owner] = await this.database.query(
      `update conversation set updated_at = now()
       where id = $1 and person_id = $2 and deleted_at is null returning id`,
      [answer.conversationId, actor.personId],
    );
    if (!owner) return undefined;
    const [row] = await this.database.query<{ ordinal: number }>(
      `insert into answer (id, conversation_id, person_id, ordinal, regenerates_id, mode, state, model_id, embedder_id,
         template_version, correlation_id)
       select $1, $2, $3, coalesce(max(ordinal), 0) + 1, $4, $5, 'running', $6, $7, $8, $9
       from answer where conversation_id = $2
       returning ordinal`,
      [
        answer.id,
        answer.conversationId,
        actor.personId,
        answer.regeneratesId,
        answer.mode,
        answer.modelId,
        answer.embedderId,
        answer.templateVersion,
        answer.correlationId,
      ],
    );
    return row!.ordinal;
  }

  /** Ends a running answer; does nothing to one that has ended. @returns whether it did. */
  async finish(answer: FinishedAnswer): Promise<boolean> {
    const rows = await this.database.query(
      `update answer set state = 'finished', finish_reason = $2, error_code = $3, sampler = $4, passages = $5,
         timings = $6, support = $7, finished_at = now()
       where id = $1 and state = 'running' returning id`,
      [
        answer.id,
        answer.finishReason,
        answer.errorCode,
        JSON.stringify(answer.sampler),
        JSON.stringify(answer.passages),
        JSON.stringify(answer.timings),
        JSON.stringify(answer.support),
      ],
    );
    if (!rows.length) return false;
    await this.replaceCitations(answer.id, answer.citations);
    return true;
  }

  /** @returns whether it still runs; it then stays so until the transaction ends. */
  async lockRunning(id: string): Promise<boolean> {
    const rows = await this.database.query(
      `select 1 from answer where id = $1 and state = 'running' for update`,
      [id],
    );
    return rows.length > 0;
  }

  async replaceCitations(answerId: string, citations: readonly DraftCitation[]): Promise<void> {
    await this.database.query('delete from citation where answer_id = $1', [answerId]);
    for (const c of citations) {
      await this.database.query(
        `insert into citation (answer_id, number, document_id, version_id, chunk_id, from_ordinal, to_ordinal,
           start_offset, end_offset, anchor)
         select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
         where exists (select 1 from document_version v where v.id = $4)`, // purged meanwhile: nothing to cite
        [
          answerId,
          c.number,
          c.documentId,
          c.versionId,
          c.chunkId,
          c.fromOrdinal,
          c.toOrdinal,
          c.start,
          c.end,
          JSON.stringify(c.anchor),
        ],
      );
    }
  }

  async find(actor: Actor, id: string): Promise<AnswerRow | undefined> {
    const [row] = await this.database.query<AnswerRow>(
      `select ${columns} from answer a join conversation c on c.id = a.conversation_id and c.deleted_at is null
       where a.id = $1 and a.person_id = $2`,
      [id, actor.personId],
    );
    return row;
  }

  listOfConversation(actor: Actor, conversationId: string): Promise<AnswerRow[]> {
    return this.database.query<AnswerRow>(
      `select ${columns} from answer a where a.conversation_id = $1 and a.person_id = $2 order by a.ordinal`,
      [conversationId, actor.personId],
    );
  }

  /** Answers that a process left behind when it was killed. */
  async listRunning(): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(`select id from answer where state = 'running'`);
    return rows.map(({ id }) => id);
  }

  /** The text made so far, the citations made so far and the passages stay. */
  async failLeft(ids: readonly string[], errorCode: string): Promise<void> {
    await this.database.query(
      `update answer set state = 'finished', finish_reason = 'failed', error_code = $2, finished_at = now()
       where id = any($1::uuid[]) and state = 'running'`,
      [ids, errorCode],
    );
  }
}
