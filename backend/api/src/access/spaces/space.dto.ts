import { z } from 'zod';
import { dto, pageOf, pageQuery } from '../../platform/index.js';
import { spaceRoles } from '../rights/permission-policy.js';

const name = z.string().trim().min(1).max(120);
const description = z.string().trim().max(1000);
const role = z.enum(spaceRoles);

export const spaceSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  description: z.string(),
  kind: z.enum(['shared', 'personal']),
  role: role.describe('the strongest role that the reader has here'),
  trainingConsent: z.boolean().describe('whether feedback on its documents may train'),
  documentCount: z.number().int(),
  createdAt: z.iso.datetime(),
  deletedAt: z.iso.datetime().nullable(),
});
export class SpaceDto extends dto(spaceSchema) {}
export class SpacePageDto extends dto(pageOf(spaceSchema)) {}

export class SpaceQueryDto extends dto(
  pageQuery.extend({
    deleted: z
      .enum(['true', 'false'])
      .optional()
      .describe('true: deleted spaces that the reader may restore'),
  }),
) {}
export class CreateSpaceDto extends dto(z.object({ name, description: description.optional() })) {}
export class UpdateSpaceDto extends dto(
  z.object({
    name: name.optional(),
    description: description.optional(),
    trainingConsent: z.boolean().optional(),
  }),
) {}
export class SpaceIdDto extends dto(z.object({ id: z.uuid() })) {}

const named = z.object({ id: z.uuid(), name: z.string() });
export const grantSchema = z.object({
  id: z.uuid(),
  spaceId: z.uuid(),
  role,
  person: named.nullable(),
  group: named.nullable(),
  everyone: z.boolean().describe('everybody who works here, also people who come later'),
  createdAt: z.iso.datetime(),
});
export class GrantDto extends dto(grantSchema) {}
export class GrantPageDto extends dto(pageOf(grantSchema)) {}
export class GrantIdDto extends dto(z.object({ id: z.uuid(), grantId: z.uuid() })) {}

export const giveGrantSchema = z
  .object({
    personId: z.uuid().optional(),
    groupId: z.uuid().optional(),
    everyone: z.literal(true).optional(),
    role,
  })
  .refine((g) => [g.personId, g.groupId, g.everyone].filter((v) => v !== undefined).length === 1, {
    message: 'name one of personId, groupId or everyone',
  })
  .refine((g) => !(g.everyone && g.role === 'owner'), { message: 'everyone may read or edit, not own' });
export class GiveGrantDto extends dto(giveGrantSchema) {}

export type Space = z.infer<typeof spaceSchema>;
export type Grant = z.infer<typeof grantSchema>;
export type GiveGrant = z.infer<typeof giveGrantSchema>;
