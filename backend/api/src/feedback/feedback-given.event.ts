import { DomainEvent } from '../platform/index.js';

/** Somebody voted on an answer, corrected it, or used it. */
export class FeedbackGiven extends DomainEvent {
  readonly name = 'feedback-given';

  constructor(
    readonly feedbackId: string,
    readonly answerId: string,
    readonly kind: string,
  ) {
    super();
  }
}
