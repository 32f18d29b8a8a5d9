import { z } from 'zod';
import { dto, pageOf } from '../../platform/index.js';
import { apiKeyScopes } from '../rights/permission-policy.js';

const scopes = z.array(z.enum(apiKeyScopes));

export const apiKeySchema = z.object({
  id: z.uuid(),
  name: z.string(),
  prefix: z.string().describe('how the key begins'),
  scopes,
  person: z.object({ id: z.uuid(), name: z.string() }),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable(),
});
export class ApiKeyDto extends dto(apiKeySchema) {}
export class ApiKeyPageDto extends dto(pageOf(apiKeySchema)) {}
export type ApiKey = z.infer<typeof apiKeySchema>;

const createSchema = z.object({
  name: z.string().trim().min(1).max(120),
  scopes: scopes.min(1),
  expiresAt: z.iso
    .datetime({ offset: true })
    .nullable()
    .optional()
    .describe('null: never; left out: in 90 days'),
});
export class CreateApiKeyDto extends dto(createSchema) {}
export type CreateApiKey = z.infer<typeof createSchema>;

export class CreatedApiKeyDto extends dto(
  z.object({ apiKey: apiKeySchema, secret: z.string().describe('shown this once; only its hash is kept') }),
) {}
export class ApiKeyIdDto extends dto(z.object({ id: z.uuid() })) {}
