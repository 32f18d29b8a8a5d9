import { countHan } from './parsers/plain-text.js';

const PIECES_PER_WORD = 1.3;
const LETTERS_PER_PIECE = 5;

/**
 * About how many word pieces an embedder of the BERT family makes of a text: one per Chinese character or mark, 1.3 per
 * word, more for long words and numbers. Errs to the high side, so that chunks are not cut off.
 */
export function estimateTokens(text: string): number {
  let tokens = countHan(text);
  for (const [word] of text.matchAll(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu)) {
    if (/^\p{Script=Han}+$/u.test(word)) continue;
    tokens += wordPieces(word);
  }
  return Math.ceil(tokens);
}

function wordPieces(word: string): number {
  if (/^[^\p{L}\p{N}]$/u.test(word)) return 1;
  if (/^\p{N}+$/u.test(word)) return Math.max(1, word.length / 3);
  return Math.max(PIECES_PER_WORD, word.length / LETTERS_PER_PIECE);
}
