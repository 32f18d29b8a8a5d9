import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/index.js';
import type { AuditFacts } from './audit-chain.js';

export interface AuditRow extends AuditFacts {
  seq: string; // bigint
  previousHash: Buffer;
  hash: Buffer;
}

/** Any number that no other advisory lock of ours uses. */
const CHAIN_LOCK = 727_100_1;

const columns = `seq, at, actor_id as "actorId", action, object_id as "objectId", space_id as "spaceId", detail,
  previous_hash as "previousHash", hash`;

@Injectable()
export class AuditRepository {
  constructor(private readonly database: Database) {}

  /** One writer at a time until the transaction ends, then the hash to chain to. */
  async lockHead(): Promise<Buffer | undefined> {
    await this.database.query('select pg_advisory_xact_lock($1)', [CHAIN_LOCK]);
    const [row] = await this.database.query<{ hash: Buffer }>(
      'select hash from audit_event order by seq desc limit 1',
    );
    return row?.hash;
  }

  async append(facts: AuditFacts, previousHash: Buffer, hash: Buffer): Promise<void> {
    await this.database.query(
      `insert into audit_event (at, actor_id, action, object_id, space_id, detail, previous_hash, hash)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        facts.at,
        facts.actorId,
        facts.action,
        facts.objectId,
        facts.spaceId,
        facts.detail,
        previousHash,
        hash,
      ],
    );
  }

  /** In chain order. */
  listAfter(seq: string, limit: number): Promise<AuditRow[]> {
    return this.database.query<AuditRow>(
      `select ${columns} from audit_event where seq > $1 order by seq limit $2`,
      [seq, limit],
    );
  }

  /** Newest first, with the names that people have now. */
  listBefore(
    seq: string | null,
    action: string | null,
    limit: number,
  ): Promise<(AuditRow & { actorName: string | null })[]> {
    return this.database.query(
      `select ${columns}, (select p.name from person p where p.id = audit_event.actor_id) as "actorName"
       from audit_event where ($1::bigint is null or seq < $1) and ($2::text is null or action like $2 || '%')
       order by seq desc limit $3`,
      [seq, action, limit],
    );
  }
}
