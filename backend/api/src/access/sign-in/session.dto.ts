import { z } from 'zod';
import { dto } from '../../platform/index.js';
import { permissions } from '../actor.js';
import { locale, login, personName, personSchema } from '../people/person.dto.js';
import { MAX_PASSWORD } from './password.js';

const password = z.string().min(1).max(MAX_PASSWORD);

export class SessionDto extends dto(
  z.object({
    person: personSchema,
    trainingConsent: z.boolean().describe('own choice; the space must allow training as well'),
    csrfToken: z.string().describe('send as X-CSRF-Token with every unsafe request'),
    permissions: z.array(z.enum(permissions)),
    expiresAt: z.iso.datetime().describe('when nothing is asked until then'),
  }),
) {}
export class SignedInSessionsDto extends dto(
  z.object({
    items: z.array(
      z.object({
        id: z.uuid(),
        userAgent: z.string().nullable().describe('what the browser called itself when it signed in'),
        createdAt: z.iso.datetime(),
        lastUsedAt: z.iso.datetime().describe('to the minute'),
        expiresAt: z.iso.datetime().describe('when nothing is asked until then'),
        isCurrent: z.boolean().describe('the session that asks'),
      }),
    ),
  }),
) {}
export class SessionIdDto extends dto(z.object({ id: z.uuid() })) {}
export class EndSessionsDto extends dto(
  z.object({ except: z.literal('current').optional().describe('keeps the session that asks') }),
) {}
export class SignInDto extends dto(z.object({ login: z.string().min(1).max(200), password })) {}

const setupSchema = z.object({
  needsOwner: z.boolean(),
  version: z.string(),
  sampleCompany: z.enum(['offered', 'loading', 'loaded', 'declined']),
});
export class SetupDto extends dto(setupSchema) {}
export type Setup = z.infer<typeof setupSchema>;

const firstOwnerSchema = z.object({
  token: z.string().min(1).max(200).describe('from the address printed at the first start'),
  name: personName,
  login,
  password,
  locale: locale.default('en'),
});
export class CreateOwnerDto extends dto(firstOwnerSchema) {}
export type FirstOwner = z.infer<typeof firstOwnerSchema>;

export class LinkTokenDto extends dto(z.object({ token: z.string().min(1).max(200) })) {}
export class LinkDto extends dto(
  z.object({
    purpose: z.enum(['invitation', 'password-reset']),
    name: z.string(),
    login: z.string(),
    expiresAt: z.iso.datetime().nullable(),
  }),
) {}
export class AcceptLinkDto extends dto(z.object({ name: personName.optional(), password })) {}

const meChangeSchema = z.object({
  name: personName.optional(),
  locale: locale.optional(),
  trainingConsent: z.boolean().optional(),
});
export class UpdateMeDto extends dto(meChangeSchema) {}
export type MeChange = z.infer<typeof meChangeSchema>;
export class ChangePasswordDto extends dto(z.object({ current: password, next: password })) {}
