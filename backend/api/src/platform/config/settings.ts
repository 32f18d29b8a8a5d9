import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** Folder of the installation (the repository's root): where weights, pages and the default data folder lie. */
export const installFolder = path.resolve(
  path.dirname(fileURLToPath(import.meta.url)),
  import.meta.url.endsWith('.ts') ? '../../../../..' : '../../../../../..',
);

const flag = z.preprocess(
  (v) => (v === 'true' || v === '1' ? true : v === 'false' || v === '0' ? false : v),
  z.boolean(),
);
const list = z.preprocess(
  (v) =>
    typeof v === 'string'
      ? v
          .split(',')
          .map((s) => s.trim())
          .filter(Boolean)
      : v,
  z.array(z.string()),
);
const count = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

const openAiServer = z.object({
  id: z.string().min(1).describe('model id shown to people and used by routes'),
  baseUrl: z.url().describe('address up to and including /v1'),
  model: z.string().describe('model name that the server knows'),
  apiKey: z.string().optional(),
  task: z.enum(['generate', 'embed']).default('generate'),
  contextTokens: count(256, 10_000_000).default(8192),
  concurrent: count(1, 1000).default(8).describe('requests at once; more wait in line'),
});

const share = z.coerce.number().min(0).max(1);
const writeThresholds = z
  .object({
    items: count(1, 100_000).default(100),
    unanswerable: count(1, 100_000).default(30),
    supported: share.default(0.9),
    declinedUnanswerable: share.default(0.8),
    declinedAnswerable: share.default(0.15),
    holdsAnswerWithin: share.default(0.05),
  })
  .prefault({});

/** Every setting: name in deskmate.yaml, default and meaning. The environment name is DESKMATE_ + SNAKE_CASE. */
export const settingsSchema = z.object({
  dataDir: z.string().default(path.join(installFolder, 'data')).describe('documents, database, logs'),
  modelsDir: z
    .string()
    .default(path.join(installFolder, '.deskmate', 'models'))
    .describe('weights'),
  host: z.string().default('127.0.0.1').describe('address to listen on'),
  port: count(0, 65535).default(7420).describe('port to listen on; 0 takes a free one'),
  publicUrl: z.url().optional().describe('address that people type, needed for anything but loopback'),
  allowedHosts: list.default([]).describe('further Host names to answer to'),
  tlsCert: z.string().optional().describe('PEM certificate chain file'),
  tlsKey: z.string().optional().describe('PEM private key file'),
  trustedProxy: z
    .string()
    .optional()
    .describe('address of the reverse proxy whose X-Forwarded-* headers count'),
  databaseUrl: z.string().optional().describe('PostgreSQL with pgvector; unset: the embedded database'),
  embedder: z.string().default('all-minilm-l6-v2').describe('model id that makes vectors'),
  generator: z.string().default('smollm2-135m-instruct').describe('model id that writes'),
  worker: flag.default(true).describe('start the worker beside the api; false where it runs by itself'),
  modelThreads: count(1, 64).default(2).describe('threads of one model process'),
  modelDevice: z
    .enum(['cpu', 'cuda'])
    .default('cpu')
    .describe('where model processes compute; cuda needs its libraries (model/README.md)'),
  openAiServers: z.array(openAiServer).default([]).describe('OpenAI-compatible servers'),
  writeThresholds: writeThresholds.describe('what a model must show before it may write'),
  hfEndpoint: z.string().default('https://huggingface.co').describe('model hub or a mirror of it'),
  maxFileMb: count(1, 4096).default(100).describe('largest file taken'),
  parserMemoryMb: count(64, 16_384).default(600).describe('memory of the parser process'),
  parserTimeoutS: count(5, 3600).default(120).describe('time for one document'),
  deletedDays: count(1, 3650).default(30).describe('days in which a deletion can be undone'),
  sessionHours: count(1, 24 * 90)
    .default(24 * 14)
    .describe('life of a session without use'),
  requestsPerMinute: count(10, 1_000_000).default(600).describe('rate limit per person or address'),
  logLevel: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  otlpEndpoint: z.url().optional().describe('OpenTelemetry collector for traces; unset: none'),
  metricsToken: z.string().optional().describe('bearer token for /metrics from anywhere but loopback'),
  durable: flag.default(true).describe('fsync of the embedded database; false only for tests'),
});

export type Settings = z.infer<typeof settingsSchema>;
export type SettingName = keyof Settings;

/** `requestsPerMinute` -> `DESKMATE_REQUESTS_PER_MINUTE`; two keep the names that the field knows. */
export function environmentName(name: SettingName): string {
  if (name === 'databaseUrl') return 'DATABASE_URL';
  if (name === 'hfEndpoint') return 'HF_ENDPOINT';
  return `DESKMATE_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}
