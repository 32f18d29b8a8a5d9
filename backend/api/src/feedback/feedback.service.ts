import { Injectable } from '@nestjs/common';
import { AccessService, type Actor, PersonalTextStore } from '../access/index.js';
import { AnswersService, type Feedback } from '../answers/index.js';
import { Database, Problem, newId } from '../platform/index.js';
import type { GiveFeedback } from './feedback.dto.js';
import { FeedbackNews } from './feedback-news.js';
import { FeedbackRepository } from './feedback.repository.js';

const votes: ReadonlySet<string> = new Set(['up', 'down', 'clear']);

@Injectable()
export class FeedbackService {
  constructor(
    private readonly access: AccessService,
    private readonly answers: AnswersService,
    private readonly repository: FeedbackRepository,
    private readonly texts: PersonalTextStore,
    private readonly database: Database,
    private readonly events: FeedbackNews,
  ) {}

  async give(actor: Actor, answerId: string, input: GiveFeedback): Promise<Feedback> {
    await this.access.require(actor, 'feedback.create');
    const answer = await this.answers.get(actor, answerId);
    if (answer.state === 'running')
      throw new Problem(409, 'answer-running', 'The answer is not finished yet. Vote when it is.');
    const { kind, reason = null, comment, text, shareText = false } = input;
    const row = { id: newId(), answerId, kind, reason, shareText };
    const createdAt = await this.database.transaction(async () => {
      const at = await this.repository.append(actor, row, votes.has(kind));
      if (comment || text) {
        await this.texts.put(actor.personId, 'feedback', row.id, {
          ...(comment && { comment }),
          ...(text && { text }),
        });
      }
      return at;
    });
    await this.events.tell(actor, row);
    return { ...row, comment: comment || null, createdAt: createdAt.toISOString() };
  }
}
