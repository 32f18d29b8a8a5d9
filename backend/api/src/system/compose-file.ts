import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Settings, installFolder } from '../platform/index.js';

const TEMPLATE = path.join('infra', 'compose', 'compose.yaml');
const GB = 1024 ** 3;
/** What the rest of the machine keeps for itself: the system, the database. */
const OWN_SHARE = 0.4;

/** The installation's compose file with this machine's settings in place of its variables. Secrets stay variables. */
export async function composeFileOf(settings: Settings): Promise<string> {
  const template = await fs.promises.readFile(path.join(installFolder, TEMPLATE), 'utf8');
  return fillCompose(template, valuesOf(settings, os.totalmem()));
}

/** Puts values where `${NAME}`, `${NAME:-default}` or `${NAME:?why}` stands; other variables stay as they are. */
export function fillCompose(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\$\{(\w+)(?::[-?][^}]*)?\}/g, (variable, name: string) => {
    const value = values[name];
    return value === undefined ? variable : value.replaceAll('$', '$$$$');
  });
}

/** Half of what the product may take for the api with its models, half for the worker with its parsers. */
function valuesOf(settings: Settings, totalBytes: number): Record<string, string> {
  const memory = `${Math.max(2, Math.floor((totalBytes / GB) * OWN_SHARE))}g`;
  const { publicUrl, port, modelThreads, embedder, generator, maxFileMb } = settings;
  return {
    DESKMATE_LISTEN: `0.0.0.0:${port || 7420}`,
    DESKMATE_MODEL_THREADS: String(modelThreads),
    DESKMATE_EMBEDDER: embedder,
    DESKMATE_GENERATOR: generator,
    DESKMATE_MAX_FILE_MB: String(maxFileMb),
    DESKMATE_API_MEMORY: memory,
    DESKMATE_WORKER_MEMORY: memory,
    ...(publicUrl?.startsWith('https:') && { DESKMATE_PUBLIC_URL: publicUrl }),
  };
}
