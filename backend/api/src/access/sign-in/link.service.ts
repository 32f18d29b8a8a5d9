import { Injectable } from '@nestjs/common';
import { Database, Problem } from '../../platform/index.js';
import type { Actor } from '../actor.js';
import { AuditLog } from '../audit/audit-log.js';
import { type Account, PersonRepository, toPerson } from '../people/person.repository.js';
import { LinkRepository, type LinkRow } from './link.repository.js';
import { hashPassword, requireGoodPassword } from './password.js';
import { type SessionOrigin, SessionService, type StartedSession } from './session.service.js';
import { hashToken, newToken } from './token.js';

export interface IssuedLink {
  token: string;
  /** Of the page that asks for the new password. */
  path: string;
  expiresAt: string;
}

const HOUR = 3_600_000;
const lifeMs = { invitation: 7 * 24 * HOUR, 'password-reset': 24 * HOUR };

/** One-time links with which people choose a password: invitations and resets. */
@Injectable()
export class LinkService {
  constructor(
    private readonly audit: AuditLog,
    private readonly database: Database,
    private readonly links: LinkRepository,
    private readonly people: PersonRepository,
    private readonly sessions: SessionService,
  ) {}

  async issue(purpose: keyof typeof lifeMs, personId: string, actor: Actor): Promise<IssuedLink> {
    const token = newToken();
    const expiresAt = new Date(Date.now() + lifeMs[purpose]);
    await this.links.add({
      purpose,
      personId,
      tokenHash: hashToken(token),
      createdBy: actor.personId,
      expiresAt,
    });
    return { token, path: `/link/${token}`, expiresAt: expiresAt.toISOString() };
  }

  /** What the page shows before a password is chosen. */
  async describe(token: string): Promise<{
    purpose: 'invitation' | 'password-reset';
    name: string;
    login: string;
    expiresAt: string | null;
  }> {
    const { link, person } = await this.find(token);
    const { name, login } = toPerson(person);
    const purpose = link.purpose === 'invitation' ? link.purpose : 'password-reset';
    return { purpose, name, login, expiresAt: link.expiresAt?.toISOString() ?? null };
  }

  /** Sets the password, ends every session the person had and starts one. */
  async accept(
    token: string,
    { name, password }: { name?: string; password: string },
    origin: SessionOrigin,
  ): Promise<StartedSession> {
    const { link, person } = await this.find(token);
    requireGoodPassword(password, { login: person.login, name: name ?? person.name });
    const passwordHash = await hashPassword(password);
    await this.database.transaction(async () => {
      if (!(await this.links.use(link.id))) throw unusable();
      if (name && link.purpose === 'invitation') await this.people.update(person.id, { name });
      await this.people.setPassword(person.id, passwordHash);
      await this.sessions.endAll(person.id);
      await this.audit.record({ personId: person.id, via: 'session' }, `${link.purpose}.accept`, {
        objectId: person.id,
      });
    });
    return this.sessions.start(person.id, origin);
  }

  private async find(token: string): Promise<{ link: LinkRow; person: Account }> {
    const link = await this.links.findUsable(hashToken(token));
    const person = link?.personId ? await this.people.find(link.personId) : undefined;
    if (!link || !person || person.state === 'disabled') throw unusable();
    return { link, person };
  }
}

const unusable = (): Problem =>
  new Problem(
    404,
    'link-not-found',
    'This link has been used, has expired or was replaced by a newer one. Ask an owner for a new link.',
  );
