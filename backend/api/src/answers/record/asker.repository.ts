import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/index.js';

/** All that one person has asked: rows for their own export, and what is left of them when they erase it. */
@Injectable()
export class AskerRepository {
  constructor(private readonly database: Database) {}

  listConversations(personId: string): Promise<object[]> {
    return this.database.query(
      `select id, source, space_ids as "spaceIds", created_at as "createdAt", updated_at as "updatedAt",
         deleted_at as "deletedAt"
       from conversation where person_id = $1 order by created_at, id`,
      [personId],
    );
  }

  listAnswers(personId: string): Promise<object[]> {
    return this.database.query(
      `select id, conversation_id as "conversationId", ordinal, regenerates_id as "regeneratesId", skill, mode, state,
         finish_reason as "finishReason", model_id as "modelId", adapter_id as "adapterId", arm, probability, sampler,
         passages, timings, support, created_at as "createdAt", finished_at as "finishedAt"
       from answer where person_id = $1 order by created_at, id`,
      [personId],
    );
  }

  /** Leaves ids, kinds, times, model and adapter: nothing of what was asked, said or read. */
  async erase(personId: string): Promise<void> {
    await this.database.query(
      'delete from citation where answer_id in (select id from answer where person_id = $1)',
      [personId],
    );
    await this.database.query(
      `update answer set passages = '[]', support = '{}', sampler = '{}', state = 'finished',
         finish_reason = coalesce(finish_reason, 'stopped'), finished_at = coalesce(finished_at, now())
       where person_id = $1`,
      [personId],
    );
    await this.database.query(`update conversation set space_ids = '{}' where person_id = $1`, [personId]);
  }
}
