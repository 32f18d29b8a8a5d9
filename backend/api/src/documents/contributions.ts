import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PersonalData } from '../access/index.js';
import { ContributionRepository } from './contribution.repository.js';

/**
 * What this module holds about people. Documents belong to their space, not to who put them there: an erased person's
 * stay, with an id that nobody has any more; those of a personal space go with it.
 */
@Injectable()
export class Contributions implements OnModuleInit {
  constructor(
    private readonly personalData: PersonalData,
    private readonly rows: ContributionRepository,
  ) {}

  onModuleInit(): void {
    this.personalData.register('uploads', {
      columns: ['upload.person_id'],
      export: ({ personId }) => this.rows.listUploads(personId),
    });
    this.personalData.register('documents', {
      columns: ['document.created_by', 'document.deleted_by', 'document_version.created_by'],
      export: ({ personId }) => this.rows.listVersions(personId),
    });
  }
}
