import { z } from 'zod';
import { dto, pageOf } from '../../platform/index.js';

const name = z.string().trim().min(1).max(120);

export const groupSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  members: z.array(z.object({ id: z.uuid(), name: z.string() })),
});
export class GroupDto extends dto(groupSchema) {}
export class GroupPageDto extends dto(pageOf(groupSchema)) {}
export type Group = z.infer<typeof groupSchema>;

export class NameGroupDto extends dto(z.object({ name })) {}
export class GroupIdDto extends dto(z.object({ id: z.uuid() })) {}
export class GroupMemberDto extends dto(z.object({ id: z.uuid(), personId: z.uuid() })) {}
