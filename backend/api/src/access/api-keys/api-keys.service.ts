import { Injectable } from '@nestjs/common';
import { Database, Problem, notFound } from '../../platform/index.js';
import type { Actor } from '../actor.js';
import { AuditLog } from '../audit/audit-log.js';
import { requirePermission } from '../rights/access.service.js';
import { permissionsOfKey } from '../rights/permission-policy.js';
import { hashToken, newToken } from '../sign-in/token.js';
import type { ApiKey, CreateApiKey } from './api-key.dto.js';
import { ApiKeyRepository, toApiKey } from './api-key.repository.js';

const PREFIX = 'dk_';
const DEFAULT_LIFE_MS = 90 * 24 * 3_600_000;

/** Keys for programs: a person's own rights, cut down to the key's scopes. */
@Injectable()
export class ApiKeysService {
  constructor(
    private readonly audit: AuditLog,
    private readonly database: Database,
    private readonly keys: ApiKeyRepository,
  ) {}

  /** Own keys; owners of the company see everybody's, to revoke them. */
  async list(actor: Actor): Promise<ApiKey[]> {
    requirePermission(actor, 'api-key.manage');
    const rows = await this.keys.list(actor.permissions.has('person.manage') ? null : actor.personId);
    return rows.map(toApiKey);
  }

  async create(actor: Actor, input: CreateApiKey): Promise<{ apiKey: ApiKey; secret: string }> {
    requirePermission(actor, 'api-key.manage');
    const expiresAt = expiry(input.expiresAt);
    const secret = `${PREFIX}${newToken()}`;
    const id = await this.database.transaction(async () => {
      const added = await this.keys.add({
        personId: actor.personId,
        name: input.name,
        prefix: secret.slice(0, PREFIX.length + 6),
        secretHash: hashToken(secret),
        scopes: [...new Set(input.scopes)],
        expiresAt,
      });
      await this.audit.record(actor, 'api-key.create', { objectId: added, detail: { scopes: input.scopes } });
      return added;
    });
    return { apiKey: toApiKey((await this.keys.find(id))!), secret };
  }

  async revoke(actor: Actor, id: string): Promise<void> {
    requirePermission(actor, 'api-key.manage');
    const key = await this.keys.find(id);
    const own = key?.personId === actor.personId;
    if (!key || (!own && !actor.permissions.has('person.manage'))) throw notFound('api-key');
    await this.database.transaction(async () => {
      await this.keys.revoke(id);
      await this.audit.record(actor, 'api-key.revoke', { objectId: id });
    });
  }

  /** The actor of a request with this key. @throws Problem 401 */
  async authenticate(secret: string): Promise<Actor> {
    const holder = secret.startsWith(PREFIX) ? await this.keys.findHolder(hashToken(secret)) : undefined;
    if (!holder)
      throw unauthorized('api-key-unknown', 'This API key is not known here. Check that it is complete.');
    if (holder.revoked)
      throw unauthorized('api-key-revoked', 'This API key has been revoked. Make a new one.');
    if (holder.expired) throw unauthorized('api-key-expired', 'This API key has expired. Make a new one.');
    if (!holder.active) throw unauthorized('person-not-active', 'The account of this API key is not active.');
    if (holder.stale) await this.keys.touch(holder.id);
    const { personId, role, locale, id, scopes } = holder;
    return {
      personId,
      role,
      locale,
      via: 'api-key',
      apiKeyId: id,
      permissions: permissionsOfKey(role, scopes),
    };
  }
}

const unauthorized = (code: string, detail: string): Problem => new Problem(401, code, detail);

function expiry(given: string | null | undefined): Date | null {
  if (given === null) return null;
  if (given === undefined) return new Date(Date.now() + DEFAULT_LIFE_MS);
  const date = new Date(given);
  if (date.getTime() <= Date.now())
    throw new Problem(422, 'expiry-passed', 'The expiry lies in the past. Choose a later time.');
  return date;
}
