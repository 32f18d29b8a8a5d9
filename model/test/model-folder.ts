import fs from 'node:fs';
import path from 'node:path';

/** Where the weights for tests are, and why a test must be skipped where they are not. */
const ROOT =
  process.env['DESKMATE_MODELS'] ?? path.resolve(import.meta.dirname, '..', '..', '.deskmate', 'models');

const generator = { weights: path.join(ROOT, 'smollm2-135m-instruct', 'SmolLM2-135M-Instruct.Q4_1.gguf') };
const gemma = { weights: path.join(ROOT, 'gemma3-270m', 'gemma-3-270m-q4_k_m.gguf') };
const embedder = {
  weights: path.join(ROOT, 'all-minilm-l6-v2', 'model.safetensors'),
  tokenizer: path.join(ROOT, 'all-minilm-l6-v2', 'tokenizer.json'),
  config: path.join(ROOT, 'all-minilm-l6-v2', 'config.json'),
};

export const modelFiles = { generator, gemma, embedder };

/** `describe`, or a skipped one that says what is missing and how to get it. */
export function describeWithFiles(title: string, files: Record<string, string>, tests: () => void): void {
  const missing = Object.values(files).filter((file) => !fs.existsSync(file));
  if (missing.length === 0) describe(title, tests);
  else describe.skip(`${title} [skipped: ${missing.join(', ')} missing; run "deskmate models pull"]`, tests);
}

/** The same for what takes minutes and gigabytes: only with DESKMATE_FULL=1. */
export function describeFull(title: string, files: Record<string, string>, tests: () => void): void {
  if (process.env['DESKMATE_FULL']) describeWithFiles(title, files, tests);
  else describe.skip(`${title} [skipped: only with DESKMATE_FULL=1]`, tests);
}
