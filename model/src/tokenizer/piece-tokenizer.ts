import { append, SpecialTokenSplitter, type EncodeOptions, type Tokenizer } from './tokenizer.js';

/** SentencePiece's mark of a space. */
export const SPACE = '\u2581';
const BYTE = /^<0x([0-9A-F]{2})>$/;
const NO_BYTES = new Uint8Array(0);
const CACHED_WORDS = 20_000;
const CACHED_WORD_CHARS = 64;

export interface PieceTokenizerSpec {
  pieces: readonly string[]; // by id
  specialTokens: ReadonlyMap<string, number>; // read only where asked for
  userTokens: ReadonlyMap<string, number>; // always read as a whole
  /** Text to the words that are encoded each on their own; `first` at the start of the whole text. */
  prepare(text: string, first: boolean): string[];
  encodeWord(word: string): number[];
  addsSpace: boolean; // in front of a text, so that decoding takes it away
}

/** A tokenizer whose pieces are text with marked spaces, and bytes where the pieces lack a character. */
export class PieceTokenizer implements Tokenizer {
  readonly vocabularySize: number;
  readonly specialTokens: ReadonlyMap<string, number>;
  private readonly special: SpecialTokenSplitter;
  private readonly user: SpecialTokenSplitter;
  private readonly hidden: ReadonlySet<number>;
  private readonly cache = new Map<string, number[]>();

  constructor(private readonly spec: PieceTokenizerSpec) {
    this.vocabularySize = spec.pieces.length;
    this.specialTokens = spec.specialTokens;
    this.hidden = new Set(spec.specialTokens.values());
    this.special = new SpecialTokenSplitter(spec.specialTokens);
    this.user = new SpecialTokenSplitter(spec.userTokens);
  }

  encode(text: string, { special = false }: EncodeOptions = {}): number[] {
    let first = true; // each part between special tokens follows the one before
    const plain = (part: string) => this.user.encode(part, (inner) => this.encodePlain(inner, first));
    const encodePart = (part: string) => {
      const ids = plain(part);
      first = false;
      return ids;
    };
    return special ? this.special.encode(text, encodePart) : encodePart(text);
  }

  decode(ids: readonly number[]): string {
    const text = Buffer.concat(ids.map((id) => this.bytesOf(id))).toString('utf8');
    return this.spec.addsSpace && text.startsWith(' ') ? text.slice(1) : text;
  }

  bytesOf(id: number): Uint8Array {
    const piece = this.spec.pieces[id];
    if (piece === undefined || this.hidden.has(id)) return NO_BYTES;
    const byte = BYTE.exec(piece)?.[1];
    return byte ? Uint8Array.of(parseInt(byte, 16)) : Buffer.from(piece.replaceAll(SPACE, ' '));
  }

  private encodePlain(text: string, first: boolean): number[] {
    const ids: number[] = [];
    if (text === '') return ids;
    for (const word of this.spec.prepare(text, first)) append(ids, this.encodeWord(word));
    return ids;
  }

  private encodeWord(word: string): number[] {
    const cached = this.cache.get(word);
    if (cached) return cached;
    const ids = this.spec.encodeWord(word);
    if (word.length <= CACHED_WORD_CHARS) {
      if (this.cache.size >= CACHED_WORDS) this.cache.clear();
      this.cache.set(word, ids);
    }
    return ids;
  }
}

/** The ids of a character that no piece holds: its bytes where the vocabulary has all 256, else the unknown token. */
export class Fallback {
  private readonly byteIds: number[] | undefined;

  constructor(
    ids: ReadonlyMap<string, number>,
    private readonly unknown: number | undefined,
    useBytes = true,
  ) {
    const bytes = Array.from({ length: 256 }, (_, b) =>
      ids.get(`<0x${b.toString(16).toUpperCase().padStart(2, '0')}>`),
    );
    if (useBytes && !bytes.includes(undefined)) this.byteIds = bytes as number[];
  }

  get hasBytes(): boolean {
    return this.byteIds !== undefined;
  }

  idsOf(text: string): number[] {
    if (this.byteIds) return Array.from(Buffer.from(text, 'utf8'), (byte) => this.byteIds![byte]!);
    return this.unknown === undefined ? [] : [this.unknown];
  }
}
