import { z } from 'zod';
import { dto } from '../platform/index.js';
import { profileFiguresSchema } from './profile/figures.js';

const criterion = z.object({
  name: z.enum([
    'items',
    'unanswerable',
    'supported',
    'declinedUnanswerable',
    'declinedAnswerable',
    'holdsAnswer',
  ]),
  value: z.number().describe('the lower 95% bound where chance could flatter, else the measured value'),
  needed: z.number(),
  direction: z.enum(['at-least', 'at-most']),
  met: z.boolean(),
});

const profile = z.object({
  setVersion: z.string().describe('of the frozen questions'),
  measuredAt: z.iso.datetime(),
  mayWrite: z.boolean(),
  figures: profileFiguresSchema,
  criteria: z.array(criterion),
});

const failure = z.object({
  code: z.string().describe('stable, e.g. `model-not-fetched`'),
  reason: z.string().describe('a sentence that a person can act on'),
});

export const modelSchema = z.object({
  id: z.string(),
  name: z.string(),
  task: z.enum(['generate', 'embed']),
  kind: z.enum(['engine', 'server']).describe('weights on this machine, or a server of the configuration'),
  architecture: z.string().nullable(),
  parameters: z.number().int().nullable(),
  licence: z.string().nullable(),
  licenceUrl: z.string().nullable(),
  languages: z.array(z.string()),
  contextTokens: z.number().int(),
  bytes: z.number().describe('of its weights'),
  bytesOnDisk: z.number(),
  state: z.enum(['missing', 'fetching', 'installed', 'running', 'restarting', 'failed', 'unsupported']),
  failure: failure.nullable(),
  inUse: z.boolean().describe('whether it is the one that is configured'),
  profile: profile.nullable(),
});

export class ModelDto extends dto(modelSchema) {}

export class ModelsDto extends dto(
  z.object({
    items: z.array(modelSchema),
    mode: z.enum(['quote', 'write']).describe('how questions are answered now'),
    modeReason: z.string(),
    modeReasonCode: z.enum(['profile-passed', 'profile-failed', 'not-measured', 'owner-decided', 'no-model']),
    decided: z.enum(['quote', 'write']).nullable().describe("an owner's decision; null: as the profile says"),
  }),
) {}

export class ModelIdDto extends dto(
  z.object({
    id: z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]*$/i)
      .max(200)
      .describe('id of the model'),
  }),
) {}

export class PullDto extends dto(
  z.object({
    modelId: z.string(),
    state: z.enum(['idle', 'running', 'done', 'failed']),
    receivedBytes: z.number(),
    totalBytes: z.number(),
    bytesPerS: z.number(),
    secondsLeft: z.number().nullable(),
    failure: failure.nullable(),
  }),
) {}

export class ProfileDto extends dto(
  z.object({
    modelId: z.string(),
    state: z.enum(['not-measured', 'measuring', 'measured']),
    profile: profile.nullable(),
    thresholds: z.record(z.string(), z.number()),
  }),
) {}

export class AssignModeDto extends dto(
  z.object({
    mode: z
      .enum(['quote', 'write'])
      .nullable()
      .describe('how questions are answered; null: as the profile says'),
  }),
) {}
