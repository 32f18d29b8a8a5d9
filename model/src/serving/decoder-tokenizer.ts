import fs from 'node:fs';
import path from 'node:path';
import type { GgufMetadata, GgufValue } from '../tensor/gguf-file.js';
import { tokenizerFromGguf } from '../tokenizer/gguf-tokenizer.js';
import { tokenizerFromJson } from '../tokenizer/json-tokenizer.js';
import type { Tokenizer } from '../tokenizer/tokenizer.js';
import { readJson } from './decoder-file.js';

interface DecoderTokenizer {
  tokenizer: Tokenizer;
  metadata: GgufMetadata;
}

/** A decoder's tokenizer, and its metadata with what the generator asks about tokens. */
export function openDecoderTokenizer(weights: string, metadata: GgufMetadata): DecoderTokenizer {
  if (weights.endsWith('.gguf')) return { tokenizer: tokenizerFromGguf(metadata), metadata };
  const folder = path.dirname(weights);
  const tokenizer = tokenizerFromJson(path.join(folder, 'tokenizer.json'));
  return { tokenizer, metadata: new Map([...metadata, ...hubTokens(folder, tokenizer)]) };
}

/** The token that the model expects in front of every text, where it does. */
export function addedBos(metadata: GgufMetadata): number | undefined {
  const id = metadata.get('tokenizer.ggml.bos_token_id');
  return metadata.get('tokenizer.ggml.add_bos_token') === true && typeof id === 'number' ? id : undefined;
}

/** What lies beside hub weights about tokens, under GGUF's names. */
function hubTokens(folder: string, tokenizer: Tokenizer): [string, GgufValue][] {
  const optional = (name: string) => {
    const file = path.join(folder, name);
    return fs.existsSync(file) ? readJson(file) : {};
  };
  const settings = optional('tokenizer_config.json');
  const idOf = (token: unknown) => tokenizer.specialTokens.get(textOf(token) ?? '');
  const generation = [optional('generation_config.json'), optional('config.json')];
  const ends = generation.map((json) => json['eos_token_id']).find((id) => id !== undefined && id !== null);
  const [eos, eot] = [ends].flat();
  const tokens: string[] = [];
  for (const [text, id] of tokenizer.specialTokens) tokens[id] = text;
  const template = chatTemplate(folder, settings);
  const bos = idOf(settings['bos_token']);
  const found: Record<string, unknown> = {
    'tokenizer.ggml.tokens': Array.from(tokens, (text) => text ?? ''),
    'tokenizer.ggml.bos_token_id': bos,
    'tokenizer.ggml.eos_token_id': eos ?? idOf(settings['eos_token']),
    'tokenizer.ggml.eot_token_id': eot,
    'tokenizer.ggml.add_bos_token': bos !== undefined && addsBos(folder, settings, bos),
    'tokenizer.chat_template': template,
  };
  return Object.entries(found).filter(([, value]) => value !== undefined) as [string, GgufValue][];
}

const textOf = (token: unknown): string | undefined =>
  typeof token === 'object' && token !== null
    ? textOf((token as Record<string, unknown>)['content'])
    : typeof token === 'string'
      ? token
      : undefined;

function chatTemplate(folder: string, settings: Record<string, unknown>): string | undefined {
  const file = path.join(folder, 'chat_template.jinja');
  if (fs.existsSync(file)) return fs.readFileSync(file, 'utf8');
  const template = settings['chat_template'];
  if (typeof template === 'string') return template;
  const named = Array.isArray(template) ? (template as Record<string, unknown>[]) : [];
  const main = named.find(({ name }) => name === 'default')?.['template'];
  return typeof main === 'string' ? main : undefined;
}

/** Whether texts get a first token: by the tokenizer's own last step, else by its settings. */
function addsBos(folder: string, settings: Record<string, unknown>, bos: number): boolean {
  const processor = readJson(path.join(folder, 'tokenizer.json'))['post_processor'];
  if (typeof processor === 'object' && processor !== null)
    return JSON.stringify(processor).includes(`"ids":[${bos}]`);
  return settings['add_bos_token'] === true;
}
