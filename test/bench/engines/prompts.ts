import type { Tokenizer } from '@deskmate/model';

const WORDS = (
  'the report of a meeting with our office in spring shows that people need time and care to plan work before they ' +
  'travel each team keeps its own list of open questions while new rules about leave and cost are sent by mail every ' +
  'week a small group reads them first then writes what has changed for everybody else who may want to know'
).split(' ');

/** Plain prose of exactly so many tokens that encodes to the same ids again; another seed, another beginning. */
export function promptOf(
  tokenizer: Tokenizer,
  tokens: number,
  seed: number,
): { text: string; ids: number[] } {
  for (let attempt = 0; attempt < 100; attempt++) {
    const ids = tokenizer.encode(prose(tokens * 2, seed * 1000 + attempt)).slice(0, tokens);
    const text = tokenizer.decode(ids);
    if (tokenizer.encode(text).length === tokens) return { text, ids: tokenizer.encode(text) };
  }
  throw new Error(`No text of exactly ${tokens} tokens was found.`);
}

function prose(words: number, seed: number): string {
  let state = seed >>> 0;
  const next = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const pick = (): string => WORDS[Math.floor(next() * WORDS.length)]!;
  const sentence = (): string => {
    const text = Array.from({ length: 6 + Math.floor(next() * 9) }, pick).join(' ');
    return `${text[0]!.toUpperCase()}${text.slice(1)}.`;
  };
  const sentences: string[] = [];
  for (let count = 0; count < words; count += 10) sentences.push(sentence());
  return sentences.join(' ');
}
