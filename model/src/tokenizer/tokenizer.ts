export interface EncodeOptions {
  /** Whether text that spells a special token becomes that token. Never for text from people or documents. */
  special?: boolean;
}

/** Text to token ids and back. Ids are those of the model's own vocabulary. */
export interface Tokenizer {
  readonly vocabularySize: number;
  readonly specialTokens: ReadonlyMap<string, number>;
  encode(text: string, options?: EncodeOptions): number[];
  decode(ids: readonly number[]): string;
  /** The bytes a token stands for; none for a special token. */
  bytesOf(id: number): Uint8Array;
}

/** Splits text at special tokens: [plain, special, plain, ..., plain]; plain parts may be empty. */
export class SpecialTokenSplitter {
  private readonly pattern: RegExp | undefined;

  constructor(private readonly tokens: ReadonlyMap<string, number>) {
    const texts = [...tokens.keys()].filter((text) => text !== '').sort((a, b) => b.length - a.length);
    if (texts.length) this.pattern = new RegExp(texts.map(escapeRegExp).join('|'), 'gu');
  }

  /** Encodes special tokens to their ids and everything between them with `encodePlain`. */
  encode(text: string, encodePlain: (plain: string) => number[]): number[] {
    if (!this.pattern) return encodePlain(text);
    const ids: number[] = [];
    let from = 0;
    for (const match of text.matchAll(this.pattern)) {
      append(ids, encodePlain(text.slice(from, match.index)));
      ids.push(this.tokens.get(match[0])!);
      from = match.index + match[0].length;
    }
    append(ids, encodePlain(text.slice(from)));
    return ids;
  }
}

/** Appends without spreading, because an argument list has a length limit. */
export function append(target: number[], source: readonly number[]): void {
  for (const value of source) target.push(value);
}

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
