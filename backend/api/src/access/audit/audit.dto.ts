import { z } from 'zod';
import { dto, pageOf, pageQuery } from '../../platform/index.js';

export const auditEventSchema = z.object({
  seq: z.string().describe('place in the chain'),
  at: z.iso.datetime(),
  actor: z.object({ id: z.uuid(), name: z.string().describe('empty for an erased person') }).nullable(),
  action: z.string().describe('noun.verb'),
  objectId: z.string().nullable(),
  spaceId: z.uuid().nullable(),
  detail: z.record(z.string(), z.unknown()).describe('ids and counts'),
  hash: z.string().describe('hex'),
});
export class AuditEventDto extends dto(auditEventSchema) {}
export class AuditPageDto extends dto(pageOf(auditEventSchema)) {}
export type AuditEvent = z.infer<typeof auditEventSchema>;

export class AuditQueryDto extends dto(
  pageQuery.extend({ action: z.string().max(60).optional().describe('how the action begins, e.g. space.') }),
) {}

export class AuditVerificationDto extends dto(
  z.object({
    valid: z.boolean(),
    events: z.number().int().describe('checked and found in order'),
    firstBroken: z.string().nullable().describe('the first event that does not fit the one before it'),
    head: z.string().describe('hash of the newest event, hex: keep it elsewhere to notice a cut end'),
  }),
) {}
