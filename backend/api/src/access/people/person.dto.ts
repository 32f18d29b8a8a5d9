import { z } from 'zod';
import { dto, pageOf, pageQuery } from '../../platform/index.js';

export const personName = z.string().trim().min(1).max(120);
export const login = z
  .string()
  .transform((value) => normalLogin(value))
  .pipe(z.string().min(2).max(200).regex(/^\S+$/, 'a login has no spaces'));
export const locale = z.enum(['en', 'zh']);
const role = z.enum(['owner', 'member']);

/** What is typed to sign in, as it is kept and compared. */
export const normalLogin = (typed: string): string => typed.normalize('NFKC').trim().toLowerCase();

export const personSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  login: z.string(),
  role,
  state: z.enum(['invited', 'active', 'disabled', 'erased']),
  locale,
  createdAt: z.iso.datetime(),
});
export class PersonDto extends dto(personSchema) {}
export type Person = z.infer<typeof personSchema>;

/** Members see who works here by name, to share spaces with them; owners see the whole account. */
export const listedPersonSchema = personSchema.partial({
  login: true,
  role: true,
  locale: true,
  createdAt: true,
});
export class PersonPageDto extends dto(pageOf(listedPersonSchema)) {}
export type ListedPerson = z.infer<typeof listedPersonSchema>;

export class PersonQueryDto extends dto(
  pageQuery.extend({ query: z.string().trim().max(100).optional().describe('part of a name') }),
) {}
export class PersonIdDto extends dto(z.object({ id: z.uuid() })) {}

const invitationSchema = z.object({
  name: personName,
  login,
  role: role.default('member'),
  locale: locale.default('en'),
});
export class InvitePersonDto extends dto(invitationSchema) {}
export type Invitation = z.infer<typeof invitationSchema>;

const changeSchema = z.object({
  name: personName.optional(),
  role: role.optional(),
  state: z.enum(['active', 'disabled']).optional(),
});
export class UpdatePersonDto extends dto(changeSchema) {}
export type PersonChange = z.infer<typeof changeSchema>;

const linkFields = {
  link: z.string().describe('path of the page to open once, on the address of this server'),
  expiresAt: z.iso.datetime(),
};
export class InvitedPersonDto extends dto(z.object({ person: personSchema, ...linkFields })) {}
export class OneTimeLinkDto extends dto(z.object(linkFields)) {}
