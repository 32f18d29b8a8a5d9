import { z } from 'zod';

/** How a generator's graph can hold its weights, the coarsest first. */
export const generatorPrecision = z.enum(['q4x', 'q8', 'fp32']);
export type GeneratorPrecision = z.infer<typeof generatorPrecision>;

export const precisionChoice = z.enum(['auto', ...generatorPrecision.options]);
export type PrecisionChoice = z.infer<typeof precisionChoice>;
