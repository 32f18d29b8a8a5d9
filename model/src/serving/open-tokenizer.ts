import { ggufMetadata } from '../tensor/gguf-file.js';
import { bpeFromGguf } from '../tokenizer/byte-level-bpe.js';
import type { Tokenizer } from '../tokenizer/tokenizer.js';
import { wordPieceFromJson } from '../tokenizer/word-piece.js';

/** The tokenizer in a GGUF file or a `tokenizer.json`, without loading the model. */
export function openTokenizer(file: string): Tokenizer {
  return file.endsWith('.gguf') ? bpeFromGguf(ggufMetadata(file)) : wordPieceFromJson(file);
}
