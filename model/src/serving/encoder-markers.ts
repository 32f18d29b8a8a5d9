import type { EncoderMarkers } from '../architectures/encoder-family.js';
import type { Tokenizer } from '../tokenizer/tokenizer.js';

/** A family's markers as ids of a model's own vocabulary. */
export interface MarkerIds {
  start: number;
  end: number;
  between: number[];
}

export function markerIds(tokenizer: Tokenizer, { start, end, between }: EncoderMarkers): MarkerIds {
  const idOf = (token: string) => {
    const id = tokenizer.specialTokens.get(token);
    if (id === undefined) throw new Error(`The tokenizer has no token ${token}.`);
    return id;
  };
  return { start: idOf(start), end: idOf(end), between: between.map(idOf) };
}
