import { Converter } from 'opencc-js/t2cn';
import { stem } from './english-stem.js';

/**
 * Text -> search words, the same for chunks and for questions. Full width becomes half width, upper case lower
 * case, traditional Chinese simplified. Latin words are stemmed lightly; numbers stay whole without thousands
 * separators; a run of Han characters gives its pairs and the dictionary words that are no pair.
 */
export function lexemes(text: string): string[] {
  const folded = fold(text);
  const words: string[] = [];
  for (const [token] of folded.matchAll(TOKEN)) {
    if (HAN_START.test(token)) words.push(...hanWords(token));
    else if (DIGIT_START.test(token)) words.push(wholeNumber(token));
    else words.push(stem(token));
  }
  return words.map((word) => word.slice(0, LONGEST));
}

const LONGEST = 64; // characters; a tsvector lexeme may have 2,046 bytes, and nobody types longer words
const WORD = String.raw`[[\p{L}\p{M}\p{N}]--\p{Script=Han}]`;
const TOKEN = new RegExp(String.raw`\p{Script=Han}+|\d+(?:[.,:\/\-]\d+)*${WORD}*|${WORD}+`, 'gv');
const HAN_START = /^\p{Script=Han}/u;
const DIGIT_START = /^\d/;
const toSimplified = Converter({ from: 't', to: 'cn' });
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });

function fold(text: string): string {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[’']s\b/g, '');
  return /\p{Script=Han}/u.test(plain) ? toSimplified(plain) : plain;
}

function hanWords(run: string): string[] {
  const characters = [...run];
  if (characters.length === 1) return characters;
  const words = characters.slice(1).map((character, i) => characters[i]! + character);
  for (const { segment } of segmenter.segment(run)) if ([...segment].length !== 2) words.push(segment);
  return words;
}

const wholeNumber = (token: string): string =>
  /^\d{1,3}(,\d{3})+(\.\d+)?$/.test(token) ? token.replaceAll(',', '') : token;
