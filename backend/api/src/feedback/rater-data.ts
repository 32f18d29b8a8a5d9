import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PersonalData } from '../access/index.js';
import { FeedbackRepository } from './feedback.repository.js';

/** What this module holds about people. Erased votes stay as tombstones: append-only means that none disappears. */
@Injectable()
export class RaterData implements OnModuleInit {
  constructor(
    private readonly personalData: PersonalData,
    private readonly feedback: FeedbackRepository,
  ) {}

  onModuleInit(): void {
    this.personalData.register('feedback', {
      columns: ['feedback.person_id'],
      export: ({ personId }) => this.feedback.listOfPerson(personId),
      erase: (personId) => this.feedback.erase(personId),
    });
  }
}
