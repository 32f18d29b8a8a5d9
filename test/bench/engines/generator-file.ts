import fs from 'node:fs';
import path from 'node:path';
import { CannotMeasureError } from '../bench.js';

const DEFAULT = path.join('smollm2-135m-instruct', 'SmolLM2-135M-Instruct.Q4_1.gguf');

const folder = (): string =>
  process.env['DESKMATE_MODELS'] ?? path.resolve(import.meta.dirname, '../../../.deskmate/models');

/** The GGUF file to measure: the one that was named, or the catalog's generator. */
export function generatorFile(named: string | undefined): string {
  const file = path.resolve(named ?? path.join(folder(), DEFAULT));
  if (!fs.existsSync(file))
    throw new CannotMeasureError(`${file} is missing: run \`deskmate models pull\` or give --file GGUF.`);
  return file;
}

/** The catalog's embedder. */
export function embedderFiles(): Record<'weights' | 'tokenizer' | 'config', string> {
  const at = (name: string): string => path.join(folder(), 'all-minilm-l6-v2', name);
  const files = {
    weights: at('model.safetensors'),
    tokenizer: at('tokenizer.json'),
    config: at('config.json'),
  };
  const missing = Object.values(files).find((file) => !fs.existsSync(file));
  if (missing) throw new CannotMeasureError(`${missing} is missing: run \`deskmate models pull\`.`);
  return files;
}
