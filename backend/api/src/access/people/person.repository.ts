import { Injectable } from '@nestjs/common';
import { Database, newId } from '../../platform/index.js';
import type { PersonRole } from '../actor.js';
import type { Invitation, Person } from './person.dto.js';

export interface PersonRow extends Omit<Person, 'createdAt'> {
  createdAt: Date;
  trainingConsent: boolean;
}

export interface Account extends PersonRow {
  passwordHash: string | null;
  failedSignIns: number;
  lockedUntil: Date | null;
}

const columns = `p.id, p.name, p.login, p.role, p.state, p.locale, p.training_consent as "trainingConsent",
  p.created_at as "createdAt"`;
const account = `${columns}, p.password_hash as "passwordHash", p.failed_sign_ins as "failedSignIns",
  p.locked_until as "lockedUntil"`;

@Injectable()
export class PersonRepository {
  constructor(private readonly database: Database) {}

  async find(id: string): Promise<Account | undefined> {
    const [row] = await this.database.query<Account>(
      `select ${account} from person p where p.id = $1 and p.state <> 'erased'`,
      [id],
    );
    return row;
  }

  async findByLogin(login: string): Promise<Account | undefined> {
    const [row] = await this.database.query<Account>(
      `select ${account} from person p where p.login = $1 and p.state <> 'erased'`,
      [login],
    );
    return row;
  }

  /** By name; `limit + 1` rows, so that the caller knows whether there are more. */
  list(
    states: readonly Person['state'][],
    query: string | null,
    page: { after?: [string, string]; limit: number },
  ): Promise<(PersonRow & { sortKey: string })[]> {
    return this.database.query(
      `select ${columns}, lower(p.name) as "sortKey" from person p
       where p.state = any($1) and ($2::text is null or strpos(lower(p.name), lower($2)) > 0)
         and ($3::text is null or (lower(p.name), p.id) > ($3, $4::uuid))
       order by lower(p.name), p.id limit $5`,
      [states, query, page.after?.[0] ?? null, page.after?.[1] ?? null, page.limit + 1],
    );
  }

  /** Makes the person and their personal space. Undefined when somebody has the login already. */
  add(
    person: Invitation & { state: 'invited' | 'active'; passwordHash?: string },
  ): Promise<string | undefined> {
    return this.database.transaction(async () => {
      const [row] = await this.database.query<{ id: string }>(
        `insert into person (id, name, login, password_hash, role, state, locale) values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (login) where state <> 'erased' do nothing returning id`,
        [
          newId(),
          person.name,
          person.login,
          person.passwordHash ?? null,
          person.role,
          person.state,
          person.locale,
        ],
      );
      if (row) await this.addPersonalSpace(row.id);
      return row?.id;
    });
  }

  async update(
    id: string,
    change: {
      name?: string;
      role?: PersonRole;
      state?: Person['state'];
      locale?: Person['locale'];
      trainingConsent?: boolean;
    },
  ): Promise<void> {
    await this.database.query(
      `update person set name = coalesce($2, name), role = coalesce($3, role), state = coalesce($4, state),
         locale = coalesce($5, locale), training_consent = coalesce($6, training_consent) where id = $1`,
      [
        id,
        change.name ?? null,
        change.role ?? null,
        change.state ?? null,
        change.locale ?? null,
        change.trainingConsent ?? null,
      ],
    );
  }

  /** A new password also opens the lock. */
  async setPassword(id: string, passwordHash: string): Promise<void> {
    await this.database.query(
      `update person set password_hash = $2, failed_sign_ins = 0, locked_until = null,
         state = case state when 'invited' then 'active' else state end where id = $1`,
      [id, passwordHash],
    );
  }

  /** Counts in the database, so that attempts at the same time all count. */
  async countFailure(id: string): Promise<number> {
    const [row] = await this.database.query<{ failures: number }>(
      'update person set failed_sign_ins = failed_sign_ins + 1 where id = $1 returning failed_sign_ins as failures',
      [id],
    );
    return row?.failures ?? 0;
  }

  async lock(id: string, seconds: number): Promise<void> {
    await this.database.query(
      'update person set locked_until = now() + make_interval(secs => $2::int) where id = $1',
      [id, seconds],
    );
  }

  async unlock(id: string): Promise<void> {
    await this.database.query(
      'update person set failed_sign_ins = 0, locked_until = null where id = $1 and failed_sign_ins > 0',
      [id],
    );
  }

  /** Active owners; changes of owners wait for each other until the transaction ends. */
  async lockOwners(): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `select id from person where role = 'owner' and state = 'active' order by id for update`,
    );
    return rows.map(({ id }) => id);
  }

  /** The active owner who has been here longest. */
  async firstOwner(): Promise<Account | undefined> {
    const [row] = await this.database.query<Account>(
      `select ${account} from person p where p.role = 'owner' and p.state = 'active' order by p.id limit 1`,
    );
    return row;
  }

  async hasOwner(): Promise<boolean> {
    const [row] = await this.database.query<{ found: boolean }>(
      `select exists (select 1 from person where role = 'owner' and password_hash is not null
         and state in ('active', 'disabled')) as found`,
    );
    return row!.found;
  }

  /** Leaves a tombstone: id and times stay, so that answers and the audit log keep their shape. */
  async erase(id: string): Promise<void> {
    await this.database.query(
      `update person set name = '', login = 'erased-' || id::text, password_hash = null, role = 'member',
         state = 'erased', training_consent = false, failed_sign_ins = 0, locked_until = null, erased_at = now()
       where id = $1`,
      [id],
    );
    for (const table of ['group_member', 'space_grant', 'session', 'api_key', 'one_time_link'])
      await this.database.query(`delete from ${table} where person_id = $1`, [id]);
  }

  private async addPersonalSpace(personId: string): Promise<void> {
    await this.database.query(
      `with made as (
         insert into space (id, name, kind, owner_id, created_by) values ($1, 'Personal', 'personal', $2, $2) returning id)
       insert into space_grant (id, space_id, person_id, role) select $3, id, $2, 'owner' from made`,
      [newId(), personId, newId()],
    );
  }
}

export const toPerson = (row: PersonRow): Person => ({
  id: row.id,
  name: row.name,
  login: row.login,
  role: row.role,
  state: row.state,
  locale: row.locale,
  createdAt: row.createdAt.toISOString(),
});
