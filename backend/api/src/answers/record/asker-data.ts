import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PersonalData } from '../../access/index.js';
import { AnswerStreams } from '../streams/answer-streams.js';
import { AskerRepository } from './asker.repository.js';

/** What this module holds about people; the words of it are among their personal texts, under the same ids. */
@Injectable()
export class AskerData implements OnModuleInit {
  constructor(
    private readonly personalData: PersonalData,
    private readonly rows: AskerRepository,
    private readonly streams: AnswerStreams,
  ) {}

  onModuleInit(): void {
    this.personalData.register('conversations', {
      columns: ['conversation.person_id'],
      export: ({ personId }) => this.rows.listConversations(personId),
    });
    this.personalData.register('answers', {
      columns: ['answer.person_id'],
      export: ({ personId }) => this.rows.listAnswers(personId),
      erase: async (personId) => {
        this.streams.forgetPerson(personId);
        await this.rows.erase(personId);
      },
    });
  }
}
