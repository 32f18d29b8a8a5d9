import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/index.js';
import type { Feedback } from '../answers/index.js';
import { Database } from '../platform/index.js';

export type NewFeedback = Pick<Feedback, 'id' | 'answerId' | 'kind' | 'reason' | 'shareText'>;

/** Append-only: a later vote of the same person supersedes the earlier one, which stays. */
@Injectable()
export class FeedbackRepository {
  constructor(private readonly database: Database) {}

  /** Votes of one person on one answer stand in line, so that exactly one is live. */
  async append(actor: Actor, feedback: NewFeedback, isVote: boolean): Promise<Date> {
    await this.database.query('select 1 from answer where id = $1 and person_id = $2 for update', [
      feedback.answerId,
      actor.personId,
    ]);
    const [row] = await this.database.query<{ createdAt: Date }>(
      `insert into feedback (id, answer_id, person_id, kind, reason, share_text, supersedes_id, created_at)
       values ($1, $2, $3, $4, $5, $6,
         (select id from feedback
          where $7 and answer_id = $2 and person_id = $3 and kind in ('up', 'down', 'clear')
          order by created_at desc, id desc limit 1),
         clock_timestamp())
       returning created_at as "createdAt"`,
      [
        feedback.id,
        feedback.answerId,
        actor.personId,
        feedback.kind,
        feedback.reason,
        feedback.shareText,
        isVote,
      ],
    );
    return row!.createdAt;
  }
}
