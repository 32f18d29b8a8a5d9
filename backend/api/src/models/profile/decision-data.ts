import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PersonalData } from '../../access/index.js';
import { ModelAssignmentRepository } from './model-assignment.repository.js';

/** What this module holds about people: which of them decided how a skill answers. The decision outlives them. */
@Injectable()
export class DecisionData implements OnModuleInit {
  constructor(
    private readonly personalData: PersonalData,
    private readonly assignments: ModelAssignmentRepository,
  ) {}

  onModuleInit(): void {
    this.personalData.register('modelDecisions', {
      columns: ['model_assignment.decided_by'],
      export: ({ personId }) => this.assignments.listDecidedBy(personId),
    });
  }
}
