import { z } from 'zod';
import { dto } from '../../platform/index.js';

export class LoadSampleCompanyDto extends dto(
  z.object({ load: z.boolean().describe('false: not wanted, do not offer it again') }),
) {}
export class SampleCompanyDto extends dto(
  z.object({
    uploadIds: z.array(z.uuid()).describe('one for each of its spaces; watch them like any upload'),
  }),
) {}

/** `company.json` beside the sample documents. */
export const companySchema = z.object({
  name: z.string(),
  spaces: z.array(
    z.object({
      key: z.string(),
      name: z.object({ en: z.string(), zh: z.string() }),
      description: z.union([z.string(), z.object({ en: z.string(), zh: z.string() })]),
      readers: z.enum(['everyone', 'restricted']),
      documents: z.array(
        z.object({ file: z.string(), title: z.string().optional(), language: z.string().optional() }),
      ),
    }),
  ),
});
export type Company = z.infer<typeof companySchema>;
