import { Injectable } from '@nestjs/common';
import { Database, Problem } from '../../platform/index.js';
import { version } from '../../version.js';
import { AuditLog } from '../audit/audit-log.js';
import { PersonRepository } from '../people/person.repository.js';
import { LinkRepository } from './link.repository.js';
import { hashPassword, requireGoodPassword } from './password.js';
import type { FirstOwner, Setup } from './session.dto.js';
import { type SessionOrigin, SessionService, type StartedSession } from './session.service.js';
import { SettingRepository } from './setting.repository.js';
import { hashToken, newToken } from './token.js';

/** The first start: somebody becomes the owner, with a token that only the machine's console has shown. */
@Injectable()
export class SetupService {
  constructor(
    private readonly audit: AuditLog,
    private readonly database: Database,
    private readonly links: LinkRepository,
    private readonly people: PersonRepository,
    private readonly sessions: SessionService,
    private readonly settings: SettingRepository,
  ) {}

  async get(): Promise<Setup> {
    return {
      needsOwner: !(await this.people.hasOwner()),
      version,
      sampleCompany: (await this.settings.find<Setup['sampleCompany']>('sample-company')) ?? 'offered',
    };
  }

  /** The token for the printed address, new at every start (the database keeps its hash); null once there is an owner. */
  async ensureFirstOwnerLink(): Promise<string | null> {
    if (await this.people.hasOwner()) return null;
    const token = newToken();
    await this.links.add({
      purpose: 'first-owner',
      personId: null,
      tokenHash: hashToken(token),
      createdBy: null,
      expiresAt: null,
    });
    return token;
  }

  async createOwner(
    { token, password, ...person }: FirstOwner,
    origin: SessionOrigin,
  ): Promise<StartedSession> {
    const link = await this.links.findUsable(hashToken(token));
    if (link?.purpose !== 'first-owner') throw await this.unusable();
    requireGoodPassword(password, person);
    const passwordHash = await hashPassword(password);
    const id = await this.database.transaction(async () => {
      if (!(await this.links.use(link.id))) throw await this.unusable();
      const added = await this.people.add({ ...person, role: 'owner', state: 'active', passwordHash });
      if (!added)
        throw new Problem(409, 'login-taken', 'Somebody has this login already. Choose another one.');
      await this.audit.record({ personId: added, via: 'session' }, 'owner.create', { objectId: added });
      return added;
    });
    return this.sessions.start(id, origin);
  }

  private async unusable(): Promise<Problem> {
    if (await this.people.hasOwner())
      return new Problem(
        409,
        'owner-exists',
        'This installation has an owner already. Sign in, or ask them for an invitation.',
      );
    return new Problem(
      403,
      'setup-token-unknown',
      'This is not the address that was printed at the last start. Open the newest one, or start Deskmate again.',
    );
  }
}
