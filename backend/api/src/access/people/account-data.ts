import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PersonalTextStore } from '../personal-text/personal-text.store.js';
import { SessionRepository } from '../sign-in/session.repository.js';
import { AccountDataRepository } from './account-data.repository.js';
import { PersonRepository, toPerson } from './person.repository.js';
import { PersonalData } from './personal-data.js';

/** What this module holds about people. Their account's rows go with it (PersonErasure). */
@Injectable()
export class AccountData implements OnModuleInit {
  constructor(
    private readonly personalData: PersonalData,
    private readonly people: PersonRepository,
    private readonly sessions: SessionRepository,
    private readonly texts: PersonalTextStore,
    private readonly rows: AccountDataRepository,
  ) {}

  onModuleInit(): void {
    const { personalData, rows } = this;
    personalData.register('person', {
      columns: ['person.id', 'person_key.person_id'],
      export: ({ personId }) => this.person(personId),
    });
    personalData.register('sessions', {
      columns: ['session.person_id'],
      export: ({ personId }) => this.sessions.listOf(personId),
    });
    personalData.register('apiKeys', {
      columns: ['api_key.person_id'],
      export: ({ personId }) => rows.listKeys(personId),
    });
    personalData.register('links', {
      columns: ['one_time_link.person_id', 'one_time_link.created_by'],
      export: ({ personId }) => rows.listLinks(personId),
    });
    personalData.register('groups', {
      columns: ['group_member.person_id'],
      export: ({ personId }) => rows.listGroups(personId),
    });
    personalData.register('spaces', {
      columns: ['space.owner_id', 'space.created_by', 'space_grant.person_id'],
      export: ({ personId }) => rows.listSpaces(personId),
    });
    personalData.register('audit', {
      columns: ['audit_event.actor_id'],
      export: ({ personId }) => rows.listAudited(personId),
    });
    personalData.register('requests', {
      columns: ['idempotency_key.person_id'],
      export: ({ personId }) => rows.listRepeatable(personId),
    });
    personalData.register('texts', {
      columns: ['personal_text.person_id'],
      export: ({ personId }) => this.texts.listOfPerson(personId),
      erase: (personId) => this.texts.erase(personId),
    });
  }

  private async person(personId: string): Promise<object | null> {
    const account = await this.people.find(personId);
    return account ? { ...toPerson(account), trainingConsent: account.trainingConsent } : null;
  }
}
