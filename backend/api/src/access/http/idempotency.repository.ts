import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/index.js';

/**
 * Base64, sealed under the person's key; or an id from which a route with @RepeatsItself tells its answer again. Null
 * when the answer cannot be repeated.
 */
export type KeptResponse = { sealed: string } | { reference: string } | null;

export interface KeptAnswer {
  requestHash: Buffer;
  /** Null while the first request runs. */
  status: number | null;
  response: KeptResponse;
}

interface Key {
  personId: string;
  key: string;
  route: string;
}

@Injectable()
export class IdempotencyRepository {
  constructor(private readonly database: Database) {}

  /** True for the first request with this key; also for one that a killed process left unfinished. */
  async begin({ personId, key, route }: Key, requestHash: Buffer): Promise<boolean> {
    const rows = await this.database.query(
      `insert into idempotency_key (person_id, key, route, request_hash) values ($1, $2, $3, $4)
       on conflict (person_id, key, route) do update set created_at = now(), request_hash = excluded.request_hash
         where idempotency_key.status is null and idempotency_key.created_at < now() - interval '10 minutes'
       returning key`,
      [personId, key, route, requestHash],
    );
    return rows.length > 0;
  }

  async find({ personId, key, route }: Key): Promise<KeptAnswer | undefined> {
    const [row] = await this.database.query<KeptAnswer>(
      `select request_hash as "requestHash", status, response from idempotency_key
       where person_id = $1 and key = $2 and route = $3`,
      [personId, key, route],
    );
    return row;
  }

  async finish({ personId, key, route }: Key, status: number, response: KeptResponse): Promise<void> {
    await this.database.query(
      'update idempotency_key set status = $4, response = $5 where person_id = $1 and key = $2 and route = $3',
      [personId, key, route, status, response],
    );
  }

  async removeUnfinished({ personId, key, route }: Key): Promise<void> {
    await this.database.query(
      'delete from idempotency_key where person_id = $1 and key = $2 and route = $3 and status is null',
      [personId, key, route],
    );
  }

  async removeOld(): Promise<void> {
    await this.database.query(`delete from idempotency_key where created_at < now() - interval '24 hours'`);
  }
}
