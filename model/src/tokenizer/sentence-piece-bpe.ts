import { mergeSymbols, type RankOf } from './merge-symbols.js';
import { Fallback } from './piece-tokenizer.js';

export interface SentencePieceBpeSpec {
  ids: ReadonlyMap<string, number>; // of the pieces that text can become
  rankOf: RankOf;
  fallback: Fallback;
  fuseUnknown: boolean; // neighbours that are unknown become one token
  wholeWords: boolean; // a word that is a piece stays one, whatever the merges say
}

/** Byte-pair encoding over characters, as Llama 2 and Gemma use it: a word to ids. */
export function sentencePieceBpe({ ids, rankOf, fallback, fuseUnknown, wholeWords }: SentencePieceBpeSpec) {
  return (word: string): number[] => {
    const symbols = wholeWords && ids.has(word) ? [word] : mergeSymbols(Array.from(word), rankOf);
    const out: number[] = [];
    let unknownBefore = false;
    for (const symbol of symbols) {
      const id = ids.get(symbol);
      if (id !== undefined) out.push(id);
      else if (!(unknownBefore && fuseUnknown && !fallback.hasBytes)) out.push(...fallback.idsOf(symbol));
      unknownBefore = id === undefined;
    }
    return out;
  };
}
