import { z } from 'zod';
import { dto } from '../../platform/index.js';
import { generatorPrecision, precisionChoice } from '../precisions/generator-precision.js';

export class SetModelDto extends dto(
  z.object({
    precision: precisionChoice.describe('`auto`: the coarsest that keeps the weights exactly'),
    contextTokens: z.number().int().min(1).max(10_000_000),
  }),
) {}

export class ModelSettingDto extends dto(
  z.object({
    modelId: z.string(),
    precision: precisionChoice,
    servedPrecision: generatorPrecision,
    choices: z.array(
      z.object({
        precision: precisionChoice,
        served: generatorPrecision.describe('what the choice comes to'),
        refusal: z.object({ code: z.string(), reason: z.string() }).nullable(),
      }),
    ),
    contextTokens: z.number().int(),
    leastContextTokens: z.number().int(),
    mostContextTokens: z.number().int().describe('that the weights read'),
    kvBytesPerToken: z.number().int().describe('of keys and values'),
    kvLimitBytes: z
      .number()
      .describe('that this machine gives to the keys and values of all requests together'),
  }),
) {}
