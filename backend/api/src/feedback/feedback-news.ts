import { Injectable } from '@nestjs/common';
import { type Actor, AuditLog } from '../access/index.js';
import type { Feedback } from '../answers/index.js';
import { EventBus } from '../platform/index.js';
import { FeedbackGiven } from './feedback-given.event.js';

/** News of a vote: the audit keeps that text was shared, the modules to the right learn from it. */
@Injectable()
export class FeedbackNews {
  constructor(
    private readonly audit: AuditLog,
    private readonly events: EventBus,
  ) {}

  async tell(
    actor: Actor,
    { id, answerId, kind, shareText }: Pick<Feedback, 'id' | 'answerId' | 'kind' | 'shareText'>,
  ): Promise<void> {
    if (shareText) await this.audit.record(actor, 'feedback.share-text', { objectId: answerId });
    this.events.publish(new FeedbackGiven(id, answerId, kind));
  }
}
