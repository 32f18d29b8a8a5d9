import { Injectable } from '@nestjs/common';
import { Database, Problem, notFound } from '../../platform/index.js';
import type { Actor } from '../actor.js';
import { AuditLog } from '../audit/audit-log.js';
import { requirePermission } from '../rights/access.service.js';
import { lockSeconds } from '../sign-in/lockout.js';
import { checkPassword, hashPassword, requireGoodPassword } from '../sign-in/password.js';
import type { MeChange } from '../sign-in/session.dto.js';
import { SessionRepository } from '../sign-in/session.repository.js';
import { type Person } from './person.dto.js';
import { type Account, PersonRepository, toPerson } from './person.repository.js';
import { PersonalData } from './personal-data.js';

/** What people do with their own account and data. */
@Injectable()
export class MeService {
  constructor(
    private readonly audit: AuditLog,
    private readonly database: Database,
    private readonly people: PersonRepository,
    private readonly personalData: PersonalData,
    private readonly sessions: SessionRepository,
  ) {}

  async update(actor: Actor, change: MeChange): Promise<Person> {
    requirePermission(actor, 'session.manage');
    await this.people.update(actor.personId, change);
    if (change.trainingConsent !== undefined)
      await this.audit.record(actor, 'person.consent', {
        detail: { trainingConsent: change.trainingConsent },
      });
    return toPerson(await this.get(actor.personId));
  }

  /** Ends every other session. A wrong current password counts towards the lockout. */
  async changePassword(actor: Actor, current: string, next: string): Promise<void> {
    requirePermission(actor, 'session.manage');
    const account = await this.get(actor.personId);
    if (!(await checkPassword(current, account.passwordHash))) throw await this.wrongPassword(account);
    requireGoodPassword(next, account);
    const passwordHash = await hashPassword(next);
    await this.database.transaction(async () => {
      await this.people.setPassword(account.id, passwordHash);
      await this.sessions.removeAll(account.id, actor.sessionId);
      await this.audit.record(actor, 'password.change', { objectId: account.id });
    });
  }

  /** Deletes the key of everything the person has written; answers and votes stay as tombstones without text. */
  async eraseTexts(actor: Actor): Promise<void> {
    requirePermission(actor, 'session.manage');
    await this.database.transaction(async () => {
      await this.personalData.erase(actor.personId);
      await this.audit.record(actor, 'personal-text.erase', { objectId: actor.personId });
    });
  }

  async export(actor: Actor): Promise<Record<string, unknown>> {
    requirePermission(actor, 'session.manage');
    await this.audit.record(actor, 'personal-data.export', { objectId: actor.personId });
    return { exportedAt: new Date().toISOString(), ...(await this.personalData.export(actor)) };
  }

  private async get(id: string): Promise<Account> {
    const account = await this.people.find(id);
    if (!account) throw notFound('person');
    return account;
  }

  private async wrongPassword(account: Account): Promise<Problem> {
    const seconds = lockSeconds(await this.people.countFailure(account.id));
    if (!seconds) return new Problem(403, 'wrong-password', 'The current password is wrong.');
    await this.people.lock(account.id, seconds);
    await this.sessions.removeAll(account.id);
    return new Problem(
      423,
      'login-locked',
      'Too many wrong passwords. You have been signed out; wait, then sign in.',
      {
        retryAfterS: seconds,
      },
    );
  }
}
