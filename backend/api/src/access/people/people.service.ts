import { Injectable } from '@nestjs/common';
import { Database, type Page, Problem, notFound, toPage } from '../../platform/index.js';
import type { Actor } from '../actor.js';
import { AuditLog } from '../audit/audit-log.js';
import { requirePermission } from '../rights/access.service.js';
import { commandLineActor } from '../rights/permission-policy.js';
import { type IssuedLink, LinkService } from '../sign-in/link.service.js';
import { SessionRepository } from '../sign-in/session.repository.js';
import {
  type Invitation,
  type ListedPerson,
  type Person,
  type PersonChange,
  normalLogin,
} from './person.dto.js';
import { decodeNameCursor } from './name-cursor.js';
import { PersonErasure } from './person-erasure.js';
import { type Account, PersonRepository, type PersonRow, toPerson } from './person.repository.js';

/** The accounts of the company. */
@Injectable()
export class PeopleService {
  constructor(
    private readonly audit: AuditLog,
    private readonly database: Database,
    private readonly links: LinkService,
    private readonly people: PersonRepository,
    private readonly sessions: SessionRepository,
    private readonly erasure: PersonErasure,
  ) {}

  async list(
    actor: Actor,
    { cursor, limit = 50, query }: { cursor?: string; limit?: number; query?: string } = {},
  ): Promise<Page<ListedPerson>> {
    requirePermission(actor, 'person.read');
    const whole = actor.permissions.has('person.manage');
    const states = whole ? (['invited', 'active', 'disabled'] as const) : (['active'] as const);
    const after = decodeNameCursor(cursor);
    const rows = await this.people.list(states, query || null, { after, limit });
    return toPage(rows, limit, whole ? toPerson : toName, (row) => [row.sortKey, row.id]);
  }

  /** Makes the account and the link with which its person chooses a password. */
  async invite(actor: Actor, invitation: Invitation): Promise<{ person: Person } & IssuedLink> {
    requirePermission(actor, 'person.manage');
    return this.database.transaction(async () => {
      const id = await this.people.add({ ...invitation, state: 'invited' });
      if (!id) throw new Problem(409, 'login-taken', 'Somebody has this login already. Choose another one.');
      const link = await this.links.issue('invitation', id, actor);
      await this.audit.record(actor, 'person.invite', { objectId: id, detail: { role: invitation.role } });
      return { person: toPerson(await this.get(id)), ...link };
    });
  }

  async update(actor: Actor, id: string, change: PersonChange): Promise<Person> {
    requirePermission(actor, 'person.manage');
    return this.database.transaction(async () => {
      const person = await this.get(id);
      if (change.state && person.state === 'invited')
        throw new Problem(409, 'person-invited', 'This person has not accepted the invitation yet.');
      if (change.state === 'disabled' || change.role === 'member') await this.keepAnOwner(id);
      await this.people.update(id, change);
      if (change.state === 'disabled') await this.sessions.removeAll(id);
      await this.audit.record(actor, 'person.update', {
        objectId: id,
        detail: { fields: Object.keys(change) },
      });
      return toPerson(await this.get(id));
    });
  }

  /** Erases the person: see PersonErasure. */
  async remove(actor: Actor, id: string): Promise<void> {
    requirePermission(actor, 'person.manage');
    await this.database.transaction(async () => {
      await this.get(id);
      await this.keepAnOwner(id);
      const handedOver = await this.erasure.erase(id, actor.personId);
      await this.audit.record(actor, 'person.erase', { objectId: id });
      for (const spaceId of handedOver)
        await this.audit.record(actor, 'space.hand-over', { objectId: actor.personId, spaceId });
    });
  }

  /** A link for somebody who has forgotten the password, or whose invitation has expired. */
  async resetLink(actor: Actor, id: string): Promise<IssuedLink> {
    requirePermission(actor, 'person.manage');
    return this.database.transaction(() => this.issueReset(actor, id));
  }

  /** Signs the person out everywhere; oneself everywhere but here. */
  async endSessions(actor: Actor, id: string): Promise<void> {
    requirePermission(actor, 'person.manage');
    await this.database.transaction(async () => {
      await this.get(id);
      await this.sessions.removeAll(id, actor.sessionId);
      await this.audit.record(actor, 'person.end-sessions', { objectId: id });
    });
  }

  /** In whose name commands on the machine itself act. */
  async firstOwner(): Promise<Pick<Account, 'id' | 'locale'> | undefined> {
    return this.people.firstOwner();
  }

  /** `deskmate people reset-owner`: the token of a link with which an owner sets a new password. */
  async resetOwner(typed: string): Promise<string> {
    const login = normalLogin(typed);
    const owner = await this.people.findByLogin(login);
    if (owner?.role !== 'owner')
      throw new Problem(404, 'owner-not-found', `No owner has the login ${login}.`);
    return this.database.transaction(async () => {
      if (owner.state === 'disabled') await this.people.update(owner.id, { state: 'active' });
      const { token } = await this.issueReset(commandLineActor(owner.id), owner.id);
      return token;
    });
  }

  private async issueReset(actor: Actor, id: string): Promise<IssuedLink> {
    const person = await this.get(id);
    if (person.state === 'disabled')
      throw new Problem(409, 'person-disabled', 'This account is disabled. Enable it first.');
    await this.audit.record(actor, 'person.reset-link', { objectId: id });
    return this.links.issue(person.state === 'invited' ? 'invitation' : 'password-reset', id, actor);
  }

  private async get(id: string): Promise<Account> {
    const person = await this.people.find(id);
    if (!person) throw notFound('person');
    return person;
  }

  private async keepAnOwner(id: string): Promise<void> {
    const owners = await this.people.lockOwners();
    if (owners.length === 1 && owners[0] === id)
      throw new Problem(409, 'last-owner', 'The company needs an owner. Make somebody else one first.');
  }
}

const toName = (row: PersonRow): ListedPerson => ({ id: row.id, name: row.name, state: row.state });
