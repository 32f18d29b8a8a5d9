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

  /** Everything that one person has said about answers; comments are among their personal texts. */
  listOfPerson(personId: string): Promise<object[]> {
    return this.database.query(
      `select id, answer_id as "answerId", kind, reason, share_text as "shareText", supersedes_id as "supersedesId",
         created_at as "createdAt"
       from feedback where person_id = $1 order by created_at, id`,
      [personId],
    );
  }

  /** Leaves ids, kinds and times. */
  async erase(personId: string): Promise<void> {
    await this.database.query('update feedback set reason = null, share_text = false where person_id = $1', [
      personId,
    ]);
  }
}
