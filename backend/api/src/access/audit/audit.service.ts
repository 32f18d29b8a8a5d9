import { Injectable } from '@nestjs/common';
import { type Page, decodeCursor, invalid, toPage } from '../../platform/index.js';
import type { Actor } from '../actor.js';
import { requirePermission } from '../rights/access.service.js';
import { AuditLog, type AuditVerification } from './audit-log.js';
import type { AuditEvent } from './audit.dto.js';
import { AuditRepository } from './audit.repository.js';

/** Reading the audit log, for owners. */
@Injectable()
export class AuditService {
  constructor(
    private readonly log: AuditLog,
    private readonly repository: AuditRepository,
  ) {}

  async list(
    actor: Actor,
    { cursor, limit = 50, action }: { cursor?: string; limit?: number; action?: string },
  ): Promise<Page<AuditEvent>> {
    requirePermission(actor, 'audit.read');
    const before = decodeCursor<unknown>(cursor);
    if (before !== undefined && !/^\d{1,18}$/.test(String(before)))
      throw invalid('The cursor is not one that this list gave. Start again without it.');
    const rows = await this.repository.listBefore((before as string) ?? null, action ?? null, limit + 1);
    return toPage(rows, limit, toEvent, (row) => row.seq);
  }

  verify(actor: Actor): Promise<AuditVerification> {
    requirePermission(actor, 'audit.read');
    return this.log.verify();
  }
}

function toEvent(row: Awaited<ReturnType<AuditRepository['listBefore']>>[number]): AuditEvent {
  const { seq, action, objectId, spaceId, detail } = row;
  return {
    seq,
    at: row.at.toISOString(),
    actor: row.actorId ? { id: row.actorId, name: row.actorName ?? '' } : null,
    action,
    objectId,
    spaceId,
    detail,
    hash: row.hash.toString('hex'),
  };
}
