import { z } from 'zod';
import { dto } from '../../platform/index.js';

const address = z
  .url({ protocol: /^https?$/, error: 'give an address that starts with http:// or https://' })
  .max(500)
  .describe('address up to and including /v1');
const fields = {
  baseUrl: address,
  model: z.string().trim().min(1).max(300).describe('name that the server knows'),
  apiKey: z.string().max(1000).nullable().optional().describe('unset: as it is; null or empty: none'),
  contextTokens: z.number().int().min(256).max(10_000_000).default(8192),
  concurrent: z.number().int().min(1).max(1000).default(8).describe('requests at once; more wait in line'),
};

export class AddModelServerDto extends dto(
  z.object({
    id: z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]*$/, 'use small letters, digits, dots and hyphens')
      .max(100)
      .describe('model id that routes and answers name'),
    ...fields,
  }),
) {}

export class ChangeModelServerDto extends dto(z.object(fields)) {}

export class TryModelServerDto extends dto(
  z.object({
    id: z
      .string()
      .max(100)
      .optional()
      .describe('a server that is there already: its key is used for its own address'),
    baseUrl: fields.baseUrl,
    model: fields.model,
    apiKey: fields.apiKey,
  }),
) {}

export class ModelServerDto extends dto(
  z.object({
    id: z.string(),
    baseUrl: z.string(),
    model: z.string(),
    contextTokens: z.number().int(),
    concurrent: z.number().int(),
    isManaged: z.boolean().describe('false: written in deskmate.yaml, and changed there'),
    hasKey: z.boolean(),
    isDown: z.boolean().describe('nothing is sent for some seconds: it failed several times in a row'),
  }),
) {}

export class ModelServersDto extends dto(z.object({ items: z.array(ModelServerDto.schema) })) {}

export class ServerTrialDto extends dto(
  z.object({
    firstTokenMs: z.number().nullable(),
    totalMs: z.number(),
    text: z.string().describe('what it wrote'),
    models: z.array(z.string()).nullable().describe('what the server lists; null: it lists nothing'),
    failure: z.object({ code: z.string(), reason: z.string() }).nullable(),
  }),
) {}

export class RouteDto extends dto(
  z.object({
    skill: z.string(),
    modelId: z.string().nullable().describe('null: the generator of the configuration'),
    fallbackId: z.string().nullable().describe('serves while the first is down or missing'),
    servingId: z.string().nullable().describe('which of the two serves now; null: neither is there'),
  }),
) {}

export class RoutesDto extends dto(z.object({ items: z.array(RouteDto.schema) })) {}

export class SetRouteDto extends dto(
  z.object({ modelId: z.string().max(200).nullable(), fallbackId: z.string().max(200).nullable() }),
) {}
