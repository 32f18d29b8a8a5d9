import { Injectable } from '@nestjs/common';
import { Database, newId } from '../../platform/index.js';
import type { Actor } from '../actor.js';
import type { ApiKeyScope } from '../rights/permission-policy.js';
import type { ApiKey } from './api-key.dto.js';

export interface ApiKeyRow {
  id: string;
  name: string;
  prefix: string;
  scopes: ApiKeyScope[];
  personId: string;
  personName: string;
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
}

export interface KeyHolder extends Pick<Actor, 'personId' | 'role' | 'locale'> {
  id: string;
  scopes: ApiKeyScope[];
  active: boolean;
  expired: boolean;
  revoked: boolean;
  stale: boolean;
}

const columns = `k.id, k.name, k.prefix, k.scopes, p.id as "personId", p.name as "personName",
  k.created_at as "createdAt", k.expires_at as "expiresAt", k.last_used_at as "lastUsedAt"
  from api_key k join person p on p.id = k.person_id`;

@Injectable()
export class ApiKeyRepository {
  constructor(private readonly database: Database) {}

  async findHolder(secretHash: Buffer): Promise<KeyHolder | undefined> {
    const [row] = await this.database.query<KeyHolder>(
      `select k.id, k.scopes, p.id as "personId", p.role, p.locale, p.state = 'active' as active,
         coalesce(k.expires_at <= now(), false) as expired, k.revoked_at is not null as revoked,
         coalesce(k.last_used_at < now() - interval '1 minute', true) as stale
       from api_key k join person p on p.id = k.person_id where k.secret_hash = $1`,
      [secretHash],
    );
    return row;
  }

  async touch(id: string): Promise<void> {
    await this.database.query('update api_key set last_used_at = now() where id = $1', [id]);
  }

  /** Of one person, or of everybody with null; newest first. */
  list(personId: string | null): Promise<ApiKeyRow[]> {
    return this.database.query<ApiKeyRow>(
      `select ${columns} where k.revoked_at is null and ($1::uuid is null or k.person_id = $1)
       order by k.created_at desc, k.id`,
      [personId],
    );
  }

  async find(id: string): Promise<ApiKeyRow | undefined> {
    const [row] = await this.database.query<ApiKeyRow>(
      `select ${columns} where k.revoked_at is null and k.id = $1`,
      [id],
    );
    return row;
  }

  async add(key: {
    personId: string;
    name: string;
    prefix: string;
    secretHash: Buffer;
    scopes: readonly ApiKeyScope[];
    expiresAt: Date | null;
  }): Promise<string> {
    const id = newId();
    await this.database.query(
      `insert into api_key (id, person_id, name, prefix, secret_hash, scopes, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [id, key.personId, key.name, key.prefix, key.secretHash, key.scopes, key.expiresAt],
    );
    return id;
  }

  /** The hash stays, so that a call with it is told why it fails. */
  async revoke(id: string): Promise<void> {
    await this.database.query('update api_key set revoked_at = now() where id = $1', [id]);
  }
}

export const toApiKey = (row: ApiKeyRow): ApiKey => ({
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  scopes: row.scopes,
  person: { id: row.personId, name: row.personName },
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt?.toISOString() ?? null,
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
});
