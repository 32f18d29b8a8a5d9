import { ggufMetadata } from '../tensor/gguf-file.js';
import { tokenizerFromGguf } from '../tokenizer/gguf-tokenizer.js';
import { tokenizerFromJson } from '../tokenizer/json-tokenizer.js';
import type { Tokenizer } from '../tokenizer/tokenizer.js';

/** The tokenizer in a GGUF file or a `tokenizer.json`, without loading the model. */
export function openTokenizer(file: string): Tokenizer {
  return file.endsWith('.gguf') ? tokenizerFromGguf(ggufMetadata(file)) : tokenizerFromJson(file);
}
