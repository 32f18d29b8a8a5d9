import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/index.js';
import type { Actor } from '../actor.js';
import { type AuditDetail, GENESIS, chainHash } from './audit-chain.js';
import { AuditRepository } from './audit.repository.js';

const BATCH = 1000;

export interface AuditVerification {
  valid: boolean;
  events: number;
  /** The first event whose hash does not follow from what stands before it. */
  firstBroken: string | null;
  /** Of the newest event, hex. Keep it elsewhere: a later head must chain from it. */
  head: string;
}

/** Who did what, when: append-only and hash-chained. Ids and counts only, never document or personal text. */
@Injectable()
export class AuditLog {
  constructor(
    private readonly database: Database,
    private readonly repository: AuditRepository,
  ) {}

  /** Joins the caller's transaction, so that the event stands exactly when the deed does. `action` is `noun.verb`. */
  async record(
    actor: Pick<Actor, 'personId' | 'apiKeyId' | 'via'> | null,
    action: string,
    { objectId = null, spaceId = null, detail = {} }: AuditObject = {},
  ): Promise<void> {
    await this.database.transaction(async () => {
      const previous = (await this.repository.lockHead()) ?? GENESIS;
      const facts = {
        at: new Date(),
        actorId: actor?.personId ?? null,
        action,
        objectId,
        spaceId,
        detail: { ...detail, ...origin(actor) },
      };
      await this.repository.append(facts, previous, chainHash(previous, facts));
    });
  }

  async verify(): Promise<AuditVerification> {
    let previous: Buffer = GENESIS;
    let [events, seq] = [0, '0'];
    for (;;) {
      const rows = await this.repository.listAfter(seq, BATCH);
      for (const row of rows) {
        const follows = row.previousHash.equals(previous) && row.hash.equals(chainHash(previous, row));
        if (!follows) return { valid: false, events, firstBroken: row.seq, head: previous.toString('hex') };
        [previous, seq] = [row.hash, row.seq];
        events++;
      }
      if (rows.length < BATCH)
        return { valid: true, events, firstBroken: null, head: previous.toString('hex') };
    }
  }
}

export interface AuditObject {
  objectId?: string | null;
  spaceId?: string | null;
  detail?: AuditDetail;
}

const origin = (actor: Pick<Actor, 'apiKeyId' | 'via'> | null): AuditDetail => {
  if (actor?.apiKeyId) return { apiKeyId: actor.apiKeyId };
  return actor?.via === 'command-line' ? { via: 'command-line' } : {};
};
