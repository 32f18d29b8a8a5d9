import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/index.js';
import { Database } from '../../platform/index.js';
import type { ConversationSource } from './conversation.dto.js';

export interface ConversationRow {
  id: string;
  spaceIds: string[];
  createdAt: Date;
  updatedAt: Date;
}

const columns = `id, space_ids as "spaceIds", created_at as "createdAt", updated_at as "updatedAt"`;

/** Conversations of their person: nobody else reads them. */
@Injectable()
export class ConversationRepository {
  constructor(private readonly database: Database) {}

  async create(
    actor: Actor,
    { id, spaceIds, source }: { id: string; spaceIds: readonly string[]; source: ConversationSource },
  ): Promise<ConversationRow> {
    const [row] = await this.database.query<ConversationRow>(
      `insert into conversation (id, person_id, space_ids, source) values ($1, $2, $3, $4) returning ${columns}`,
      [id, actor.personId, spaceIds, source],
    );
    return row!;
  }

  async find(actor: Actor, id: string): Promise<ConversationRow | undefined> {
    const [row] = await this.database.query<ConversationRow>(
      `select ${columns} from conversation where id = $1 and person_id = $2 and deleted_at is null`,
      [id, actor.personId],
    );
    return row;
  }

  /** The latest first. */
  list(
    actor: Actor,
    {
      source,
      limit,
      after,
    }: { source: ConversationSource; limit: number; after?: [string, string] | undefined },
  ): Promise<ConversationRow[]> {
    return this.database.query<ConversationRow>(
      `select ${columns} from conversation
       where person_id = $1 and source = $5 and deleted_at is null
         and ($2::timestamptz is null or (date_trunc('milliseconds', updated_at), id) < ($2::timestamptz, $3::uuid))
       order by date_trunc('milliseconds', updated_at) desc, id desc limit $4`,
      [actor.personId, after?.[0] ?? null, after?.[1] ?? null, limit, source],
    );
  }

  async setSpaces(actor: Actor, id: string, spaceIds: readonly string[]): Promise<void> {
    await this.database.query('update conversation set space_ids = $3 where id = $1 and person_id = $2', [
      id,
      actor.personId,
      spaceIds,
    ]);
  }

  /** @returns whether there was one to delete. */
  async remove(actor: Actor, id: string): Promise<boolean> {
    const rows = await this.database.query(
      `update conversation set deleted_at = now() where id = $1 and person_id = $2 and deleted_at is null returning id`,
      [id, actor.personId],
    );
    return rows.length > 0;
  }

  /** @returns the conversation when it was deleted no longer ago than the days in which that can be undone. */
  async restore(actor: Actor, id: string, deletedDays: number): Promise<ConversationRow | undefined> {
    const [row] = await this.database.query<ConversationRow>(
      `update conversation set deleted_at = null
       where id = $1 and person_id = $2 and deleted_at > now() - make_interval(days => $3) returning ${columns}`,
      [id, actor.personId, deletedDays],
    );
    return row;
  }

  /** Conversations past their days of undoing, with the texts of their answers and votes. */
  async purge(deletedDays: number): Promise<number> {
    const rows = await this.database.query<{ id: string }>(
      `select id from conversation where deleted_at <= now() - make_interval(days => $1) limit 500`,
      [deletedDays],
    );
    const ids = rows.map(({ id }) => id);
    if (!ids.length) return 0;
    await this.database.query(
      `delete from personal_text t
       where (t.owner_kind = 'conversation' and t.owner_id = any($1::uuid[]))
          or (t.owner_kind = 'answer' and t.owner_id in (select id from answer where conversation_id = any($1::uuid[])))
          or (t.owner_kind = 'feedback' and t.owner_id in (
                select f.id from feedback f join answer a on a.id = f.answer_id
                where a.conversation_id = any($1::uuid[])))`,
      [ids],
    );
    await this.database.query('delete from conversation where id = any($1::uuid[])', [ids]);
    return ids.length;
  }
}
