import { Injectable } from '@nestjs/common';
import { Database, newId } from '../../platform/index.js';
import type { Actor } from '../actor.js';

export interface SessionRow extends Pick<Actor, 'personId' | 'role' | 'locale'> {
  id: string;
  csrfToken: string;
  lastSeenAt: Date;
  expiresAt: Date;
}

@Injectable()
export class SessionRepository {
  constructor(private readonly database: Database) {}

  /** Of an active person, not expired. */
  async find(tokenHash: Buffer): Promise<SessionRow | undefined> {
    const [row] = await this.database.query<SessionRow>(
      `select s.id, s.csrf_token as "csrfToken", s.last_seen_at as "lastSeenAt", s.expires_at as "expiresAt",
         p.id as "personId", p.role, p.locale
       from session s join person p on p.id = s.person_id and p.state = 'active'
       where s.token_hash = $1 and s.expires_at > now()`,
      [tokenHash],
    );
    return row;
  }

  async add(session: {
    personId: string;
    tokenHash: Buffer;
    csrfToken: string;
    userAgent: string | null;
    hours: number;
  }): Promise<{ id: string; expiresAt: Date }> {
    const [row] = await this.database.query<{ id: string; expiresAt: Date }>(
      `insert into session (id, person_id, token_hash, csrf_token, user_agent, expires_at)
       values ($1, $2, $3, $4, $5, now() + make_interval(hours => $6::int)) returning id, expires_at as "expiresAt"`,
      [newId(), session.personId, session.tokenHash, session.csrfToken, session.userAgent, session.hours],
    );
    return row!;
  }

  async csrfTokenOf(id: string): Promise<{ csrfToken: string; expiresAt: Date } | undefined> {
    const [row] = await this.database.query<{ csrfToken: string; expiresAt: Date }>(
      'select csrf_token as "csrfToken", expires_at as "expiresAt" from session where id = $1',
      [id],
    );
    return row;
  }

  /** Use keeps a session alive. */
  async touch(id: string, hours: number): Promise<void> {
    await this.database.query(
      'update session set last_seen_at = now(), expires_at = now() + make_interval(hours => $2::int) where id = $1',
      [id, hours],
    );
  }

  async remove(id: string): Promise<void> {
    await this.database.query('delete from session where id = $1', [id]);
  }

  /** False where the person has no such session. */
  async removeOne(personId: string, id: string): Promise<boolean> {
    const rows = await this.database.query(
      'delete from session where id = $2 and person_id = $1 returning id',
      [personId, id],
    );
    return rows.length > 0;
  }

  async removeAll(personId: string, exceptId: string | null = null): Promise<void> {
    await this.database.query('delete from session where person_id = $1 and id is distinct from $2', [
      personId,
      exceptId,
    ]);
  }

  async removeExpired(): Promise<void> {
    await this.database.query('delete from session where expires_at < now()');
  }

  /** Those that have not expired, last used first. */
  listOf(
    personId: string,
  ): Promise<{ id: string; userAgent: string | null; createdAt: Date; lastSeenAt: Date; expiresAt: Date }[]> {
    return this.database.query(
      `select id, user_agent as "userAgent", created_at as "createdAt", last_seen_at as "lastSeenAt",
         expires_at as "expiresAt" from session where person_id = $1 and expires_at > now()
       order by last_seen_at desc, id`,
      [personId],
    );
  }
}
