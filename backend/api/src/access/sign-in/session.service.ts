import { Injectable } from '@nestjs/common';
import { Configuration, Problem, forbidden, notFound } from '../../platform/index.js';
import type { Actor, Permission } from '../actor.js';
import { AuditLog } from '../audit/audit-log.js';
import { type Person, normalLogin } from '../people/person.dto.js';
import { type Account, PersonRepository, toPerson } from '../people/person.repository.js';
import { requirePermission } from '../rights/access.service.js';
import { permissionsOf } from '../rights/permission-policy.js';
import { Turns, UnknownLogins, lockSeconds } from './lockout.js';
import { checkPassword } from './password.js';
import { SessionRepository } from './session.repository.js';
import { hashToken, newToken, sameSecret } from './token.js';

export interface SessionOrigin {
  userAgent?: string;
}

export interface Session {
  person: Person;
  /** Own choice; the space must allow training as well. */
  trainingConsent: boolean;
  csrfToken: string;
  permissions: Permission[];
  expiresAt: string;
}

export interface SignedInSession {
  id: string;
  userAgent: string | null;
  createdAt: string;
  lastUsedAt: string;
  expiresAt: string;
  isCurrent: boolean;
}

export interface StartedSession {
  session: Session;
  /** For the cookie; kept nowhere else. */
  token: string;
}

const TOUCH_AFTER_MS = 60_000;
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

@Injectable()
export class SessionService {
  private readonly unknown = new UnknownLogins();
  private readonly attempts = new Turns();

  constructor(
    private readonly audit: AuditLog,
    private readonly configuration: Configuration,
    private readonly people: PersonRepository,
    private readonly repository: SessionRepository,
  ) {}

  /** @throws Problem 401 for a wrong login or password (the same), 423 while the login is locked. */
  async signIn(typed: string, password: string, origin: SessionOrigin): Promise<StartedSession> {
    const login = normalLogin(typed);
    const account = await this.attempts.inTurn(login, () => this.check(login, password));
    await this.repository.removeExpired();
    return this.start(account.id, origin);
  }

  async start(personId: string, { userAgent }: SessionOrigin): Promise<StartedSession> {
    const [token, csrfToken] = [newToken(), newToken()];
    const { sessionHours: hours } = this.configuration.settings;
    const { id } = await this.repository.add({
      personId,
      tokenHash: hashToken(token),
      csrfToken,
      userAgent: userAgent?.slice(0, 300) ?? null,
      hours,
    });
    await this.audit.record({ personId, via: 'session' }, 'session.start', { objectId: id });
    return { session: await this.describe(personId, id), token };
  }

  /**
   * The actor of a request with this cookie; `renewed` when the cookie should live longer as well.
   * @throws Problem 401, or 403 without the CSRF token where it is due.
   */
  async authenticate(
    token: string,
    request: { method: string; csrfToken?: string },
  ): Promise<{ actor: Actor; renewed: boolean }> {
    const row = await this.repository.find(hashToken(token));
    if (!row) throw new Problem(401, 'session-ended', 'Your session has ended. Sign in again.');
    const safe = SAFE_METHODS.has(request.method);
    if (!safe && !sameSecret(request.csrfToken ?? '', row.csrfToken))
      throw forbidden('This request did not come from a page of this server. Reload the page.', 'csrf-token');
    const renewed = Date.now() - row.lastSeenAt.getTime() > TOUCH_AFTER_MS;
    if (renewed) await this.repository.touch(row.id, this.configuration.settings.sessionHours);
    const { personId, role, locale, id } = row;
    const permissions = permissionsOf(role);
    return { actor: { personId, role, locale, via: 'session', sessionId: id, permissions }, renewed };
  }

  get(actor: Actor): Promise<Session> {
    return this.describe(actor.personId, actor.sessionId);
  }

  /** Where the actor is signed in, last used first. */
  async list(actor: Actor): Promise<SignedInSession[]> {
    requirePermission(actor, 'session.manage');
    const rows = await this.repository.listOf(actor.personId);
    return rows.map(({ id, userAgent, createdAt, lastSeenAt, expiresAt }) => ({
      id,
      userAgent,
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastSeenAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
      isCurrent: id === actor.sessionId,
    }));
  }

  /** @throws Problem 404 for a session that has ended or is somebody else's. */
  async endOne(actor: Actor, id: string): Promise<void> {
    requirePermission(actor, 'session.manage');
    if (!(await this.repository.removeOne(actor.personId, id))) throw notFound('session');
    await this.audit.record(actor, 'session.end', { objectId: id });
  }

  async endOthers(actor: Actor): Promise<void> {
    requirePermission(actor, 'session.manage');
    await this.repository.removeAll(actor.personId, actor.sessionId);
    await this.audit.record(actor, 'session.end-others');
  }

  async end(actor: Actor): Promise<void> {
    if (actor.sessionId) await this.repository.remove(actor.sessionId);
    await this.audit.record(actor, 'session.end', { objectId: actor.sessionId });
  }

  async endEverywhere(actor: Actor): Promise<void> {
    await this.endAll(actor.personId);
    await this.audit.record(actor, 'session.end-everywhere');
  }

  endAll(personId: string, exceptSessionId?: string): Promise<void> {
    return this.repository.removeAll(personId, exceptSessionId);
  }

  private async check(login: string, password: string): Promise<Account> {
    const account = await this.people.findByLogin(login);
    refuseLocked(account ? (account.lockedUntil?.getTime() ?? 0) : this.unknown.lockedUntil(login));
    if (!(await checkPassword(password, account?.passwordHash))) throw await this.wrong(login, account);
    if (account!.state !== 'active')
      throw new Problem(403, 'person-disabled', 'This account is disabled. Ask an owner of the company.');
    await this.people.unlock(account!.id);
    return account!;
  }

  private async describe(personId: string, sessionId: string | undefined): Promise<Session> {
    const account = await this.people.find(personId);
    const session = sessionId ? await this.repository.csrfTokenOf(sessionId) : undefined;
    if (!account || !session)
      throw new Problem(401, 'session-ended', 'Your session has ended. Sign in again.');
    return {
      person: toPerson(account),
      trainingConsent: account.trainingConsent,
      csrfToken: session.csrfToken,
      permissions: [...permissionsOf(account.role)],
      expiresAt: session.expiresAt.toISOString(),
    };
  }

  private async wrong(login: string, account: Account | undefined): Promise<Problem> {
    if (!account) this.unknown.fail(login, Date.now());
    else {
      const seconds = lockSeconds(await this.people.countFailure(account.id));
      if (seconds) {
        await this.people.lock(account.id, seconds);
        await this.audit.record(null, 'person.lock', { objectId: account.id, detail: { seconds } });
      }
    }
    return new Problem(401, 'wrong-credentials', 'The login or the password is wrong.');
  }
}

function refuseLocked(until: number): void {
  const seconds = Math.ceil((until - Date.now()) / 1000);
  if (seconds <= 0) return;
  throw new Problem(
    423,
    'login-locked',
    `Too many wrong passwords. Try again in ${seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`}.`,
    { retryAfterS: seconds },
  );
}
