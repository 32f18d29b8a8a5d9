import fs from 'node:fs';
import path from 'node:path';
import { AdapterRefused } from './adapter-refused.js';

/** What `adapter_config.json` says that decides how the factors are applied. */
export interface PeftConfig {
  rank: number;
  scale: number; // of the product of the factors
  baseDigest: string | undefined; // sha256 of the base's weights, where our own trainer wrote the adapter
}

const CONFIG_FILE = 'adapter_config.json';
const MAX_RANK = 256;

/** What PEFT can do to a linear beside adding scale * B A, and how its configuration says so. */
const UNSUPPORTED: readonly [key: string, isUsed: (value: unknown) => boolean, what: string][] = [
  ['use_dora', (value) => value === true, 'it uses DoRA'],
  ['bias', (value) => value !== undefined && value !== 'none', 'it trains biases'],
  ['lora_bias', (value) => value === true, 'it trains biases'],
  ['fan_in_fan_out', (value) => value === true, 'its base stores its weights transposed (fan_in_fan_out)'],
  ['modules_to_save', isFilled, 'it replaces whole modules (modules_to_save)'],
  ['rank_pattern', isFilled, 'its rank varies (rank_pattern)'],
  ['alpha_pattern', isFilled, 'its scale varies (alpha_pattern)'],
  ['target_parameters', isFilled, 'it adapts single parameters (target_parameters)'],
  ['trainable_token_indices', isFilled, 'it trains embeddings (trainable_token_indices)'],
  ['alora_invocation_tokens', isFilled, 'it is switched on by tokens (aLoRA)'],
];

/** Reads PEFT's description of a LoRA adapter; throws `AdapterRefused` on what is not plain LoRA. */
export function readPeftConfig(folder: string): PeftConfig {
  const refuse = (reason: string): never => {
    throw new AdapterRefused(folder, reason);
  };
  const config = readJson(path.join(folder, CONFIG_FILE), refuse);
  if (config['peft_type'] !== 'LORA')
    refuse(`its peft_type is ${JSON.stringify(config['peft_type'])}, and only LORA is supported`);
  for (const [key, isUsed, what] of UNSUPPORTED)
    if (isUsed(config[key])) refuse(`${what}, which is not supported`);
  const { r: rank, lora_alpha: alpha } = config;
  if (!Number.isSafeInteger(rank) || (rank as number) < 1 || (rank as number) > MAX_RANK)
    refuse(`its rank r is ${JSON.stringify(rank)}, and it must be from 1 to ${MAX_RANK}`);
  if (typeof alpha !== 'number' || !Number.isFinite(alpha)) refuse('lora_alpha is not a number');
  const divisor = config['use_rslora'] === true ? Math.sqrt(rank as number) : (rank as number);
  const digest = (config['deskmate'] as { baseDigest?: string } | undefined)?.baseDigest;
  return { rank: rank as number, scale: (alpha as number) / divisor, baseDigest: digest };
}

function readJson(file: string, refuse: (reason: string) => never): Record<string, unknown> {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, unknown>;
  } catch (error) {
    return refuse(`its ${CONFIG_FILE} cannot be read (${(error as Error).message})`);
  }
}

function isFilled(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}
