import { Injectable } from '@nestjs/common';
import { type Actor, PersonalTextStore } from '../../access/index.js';
import { Database } from '../../platform/index.js';
import type { Feedback } from '../answer.dto.js';

interface VoteRow extends Omit<Feedback, 'comment' | 'createdAt'> {
  createdAt: Date;
}

/** The live vote of a person on each answer, which the feedback module writes. */
@Injectable()
export class VoteRepository {
  constructor(
    private readonly database: Database,
    private readonly texts: PersonalTextStore,
  ) {}

  async listLive(actor: Actor, answerIds: readonly string[]): Promise<Map<string, Feedback>> {
    const rows = await this.database.query<VoteRow>(
      `select distinct on (answer_id) id, answer_id as "answerId", kind, reason, share_text as "shareText",
         created_at as "createdAt"
       from feedback where answer_id = any($1::uuid[]) and person_id = $2 and kind in ('up', 'down', 'clear')
       order by answer_id, created_at desc, id desc`,
      [answerIds, actor.personId],
    );
    const live = rows.filter(({ kind }) => kind !== 'clear');
    const texts = await this.texts.getMany<{ comment?: string }>(
      'feedback',
      live.map(({ id }) => id),
    );
    return new Map(
      live.map((row) => [
        row.answerId,
        { ...row, comment: texts.get(row.id)?.comment ?? null, createdAt: row.createdAt.toISOString() },
      ]),
    );
  }
}
