import { z } from 'zod';
import { dto } from '../../platform/index.js';
import { generatorPrecision } from './generator-precision.js';

export class PrecisionsDto extends dto(
  z.object({
    modelId: z.string(),
    state: z.enum(['idle', 'waiting', 'measuring']).describe('of a measurement'),
    progress: z.number().min(0).max(1),
    secondsLeft: z.number().nullable().describe('null: not known yet'),
    failure: z
      .object({ code: z.string(), reason: z.string() })
      .nullable()
      .describe('why the newest measurement failed'),
    items: z.array(
      z.object({
        precision: generatorPrecision,
        positions: z.number().int().describe('tokens of the text that were predicted'),
        perplexity: z.number(),
        klToFp32: z.number().nullable().describe('nats a token; null: fp32 itself'),
        sameChoice: z.number().nullable().describe('share of positions with the likeliest token of fp32'),
        promptTokensPerS: z.number(),
        newTokensPerS: z.number(),
        weightsMb: z.number(),
        processor: z.string(),
        threads: z.number().int(),
        measuredAt: z.iso.datetime(),
        isAllowed: z.boolean().describe('whether its distance from fp32 is within the ceiling'),
      }),
    ),
  }),
) {}
