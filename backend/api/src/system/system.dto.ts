import { z } from 'zod';
import { dto } from '../platform/index.js';

const processSchema = z.object({
  name: z.string().describe('api, worker or the id of a model'),
  pid: z.number().int().nullable(),
  state: z.enum(['running', 'restarting', 'stopped']),
  restarts: z.number().int().describe('how often it was started again after a crash'),
  residentMb: z.number().nullable().describe('memory that it holds, MB'),
  startedAt: z.string(),
});

export class SystemDto extends dto(
  z.object({
    version: z.string(),
    node: z.string(),
    uptimeS: z.number(),
    ready: z.boolean(),
    checks: z
      .record(z.string(), z.string())
      .describe('what must hold before requests are welcome: ok or what is wrong'),
    processes: z.array(processSchema),
    database: z.object({
      kind: z.enum(['embedded', 'postgresql']),
      version: z.string(),
      sizeMb: z.number(),
    }),
    jobs: z.array(z.object({ queue: z.string(), state: z.string(), count: z.number().int() })),
    disk: z.object({ dataDirMb: z.number(), freeMb: z.number() }),
    gpu: z.object({
      code: z.enum(['no-device', 'for-vllm']).describe('for-vllm: our own engine runs on the processor'),
      names: z.array(z.string()),
    }),
    memory: z.object({ totalMb: z.number(), freeMb: z.number() }),
    use: z.object({
      documents: z.number().int(),
      chunks: z.number().int(),
      failedDocuments: z.number().int(),
      answersToday: z.number().int(),
      answersThisWeek: z.number().int(),
      votesThisWeek: z.number().int(),
      upThisWeek: z.number().int(),
    }),
  }),
) {}
