import { BYTE_TO_CHAR, CHAR_TO_BYTE } from './byte-alphabet.js';
import { mergeSymbols } from './merge-symbols.js';
import { preTokenize, PRE_TOKENIZERS, WHOLE_WORDS } from './pre-tokenizer.js';
import { append, SpecialTokenSplitter, type EncodeOptions, type Tokenizer } from './tokenizer.js';

const CONTROL = 3;
const USER_DEFINED = 4;
const CACHED_WORDS = 20_000;
const CACHED_WORD_CHARS = 64;
const NO_BYTES = new Uint8Array(0);

export interface ByteLevelBpeSpec {
  tokens: string[]; // by id, in the byte alphabet
  merges: string[]; // "left right", best first
  specialTokens: Map<string, number>;
  split(text: string): string[]; // into words, which merges never cross
  wholeWords?: boolean; // a word that is a token stays one, whatever the merges say
}

/** Byte-level byte-pair encoding as GPT-2 introduced it. */
export class ByteLevelBpe implements Tokenizer {
  readonly vocabularySize: number;
  readonly specialTokens: ReadonlyMap<string, number>;
  private readonly ids: Map<string, number>;
  private readonly ranks: Map<string, number>;
  private readonly splitter: SpecialTokenSplitter;
  private readonly specialIds: Set<number>;
  private readonly cache = new Map<string, number[]>();

  constructor(private readonly spec: ByteLevelBpeSpec) {
    this.vocabularySize = spec.tokens.length;
    this.specialTokens = spec.specialTokens;
    this.specialIds = new Set(spec.specialTokens.values());
    this.ids = new Map(spec.tokens.map((token, id) => [token, id]));
    this.ranks = new Map(spec.merges.map((merge, rank) => [merge, rank]));
    this.splitter = new SpecialTokenSplitter(spec.specialTokens);
  }

  encode(text: string, { special = false }: EncodeOptions = {}): number[] {
    return special ? this.splitter.encode(text, (plain) => this.encodePlain(plain)) : this.encodePlain(text);
  }

  decode(ids: readonly number[]): string {
    return Buffer.concat(ids.map((id) => this.bytesOf(id))).toString('utf8');
  }

  bytesOf(id: number): Uint8Array {
    const token = this.spec.tokens[id];
    if (token === undefined || this.specialIds.has(id)) return NO_BYTES;
    const bytes = [...token].map((char) => CHAR_TO_BYTE.get(char));
    return bytes.includes(undefined) ? Buffer.from(token) : Uint8Array.from(bytes as number[]);
  }

  private encodePlain(text: string): number[] {
    const ids: number[] = [];
    for (const word of this.spec.split(text)) append(ids, this.encodeWord(word));
    return ids;
  }

  private encodeWord(word: string): number[] {
    const cached = this.cache.get(word);
    if (cached) return cached;
    const chars = Array.from(Buffer.from(word, 'utf8'), (byte) => BYTE_TO_CHAR[byte]!);
    const whole = this.spec.wholeWords ? this.ids.get(chars.join('')) : undefined;
    const symbols = whole === undefined ? mergeSymbols(chars, this.rankOf) : [chars.join('')];
    // A byte that the vocabulary lacks is dropped, as llama.cpp does.
    const ids = symbols.flatMap((symbol) => this.ids.get(symbol) ?? []);
    if (word.length <= CACHED_WORD_CHARS) {
      if (this.cache.size >= CACHED_WORDS) this.cache.clear();
      this.cache.set(word, ids);
    }
    return ids;
  }

  private rankOf = (left: string, right: string): number | undefined => this.ranks.get(`${left} ${right}`);
}

/** The byte-level tokenizer that a GGUF file describes. */
export function bpeFromGguf(metadata: ReadonlyMap<string, unknown>): ByteLevelBpe {
  const model = metadata.get('tokenizer.ggml.model');
  if (model !== 'gpt2')
    throw new Error(
      `The tokenizer "${String(model ?? 'none')}" of this GGUF file is not supported here; byte-level BPE ("gpt2") is.`,
    );
  const tokens = stringList(metadata, 'tokenizer.ggml.tokens');
  const types = metadata.get('tokenizer.ggml.token_type');
  const typeOf = (id: number) => (Array.isArray(types) ? types[id] : undefined);
  const specialTokens = new Map<string, number>();
  tokens.forEach((token, id) => {
    if (typeOf(id) === CONTROL || typeOf(id) === USER_DEFINED) specialTokens.set(token, id);
  });
  const preTokenizer = String(metadata.get('tokenizer.ggml.pre') ?? 'default');
  if (!PRE_TOKENIZERS.includes(preTokenizer)) {
    throw new Error(
      `The pre-tokenizer "${preTokenizer}" of this GGUF file is not supported (supported: ${PRE_TOKENIZERS.join(', ')}).`,
    );
  }
  return new ByteLevelBpe({
    tokens,
    merges: stringList(metadata, 'tokenizer.ggml.merges'),
    specialTokens,
    split: (text) => preTokenize(preTokenizer, text),
    wholeWords: WHOLE_WORDS.includes(preTokenizer),
  });
}

export function stringList(metadata: ReadonlyMap<string, unknown>, key: string): string[] {
  const value = metadata.get(key);
  if (!Array.isArray(value) || value.some((v) => typeof v !== 'string'))
    throw new Error(`The GGUF file lacks ${key}.`);
  return value as string[];
}
