import fs from 'node:fs';
import { append, SpecialTokenSplitter, type EncodeOptions, type Tokenizer } from './tokenizer.js';

const CHINESE: readonly (readonly [number, number])[] = [
  [0x4e00, 0x9fff],
  [0x3400, 0x4dbf],
  [0x20000, 0x2a6df],
  [0x2a700, 0x2b73f],
  [0x2b740, 0x2b81f],
  [0x2b920, 0x2ceaf],
  [0xf900, 0xfaff],
  [0x2f800, 0x2fa1f],
];
const REMOVED = /[\0\ufffd]|(?![\t\n\r])[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu;
const WHITE_SPACE = /\p{White_Space}/gu;
const PUNCTUATION = /[!-/:-@[-`{-~]|\p{P}/gu;
const CACHED_WORDS = 20_000;

export interface WordPieceSpec {
  vocabulary: Map<string, number>;
  specialTokens: Map<string, number>;
  unknown: string;
  prefix: string; // of a piece inside a word
  maxWordChars: number;
  lowercase: boolean;
  stripAccents: boolean;
  cleanText: boolean;
  splitChinese: boolean;
}

/** BERT's tokenizer: normalise, split at white space and punctuation, then the longest pieces that fit. */
export class WordPiece implements Tokenizer {
  readonly vocabularySize: number;
  readonly specialTokens: ReadonlyMap<string, number>;
  readonly cls: number;
  readonly sep: number;
  readonly pad: number;
  private readonly pieces: string[] = [];
  private readonly unknownId: number;
  private readonly splitter: SpecialTokenSplitter;
  private readonly cache = new Map<string, number[]>();

  constructor(private readonly spec: WordPieceSpec) {
    this.vocabularySize = spec.vocabulary.size;
    this.specialTokens = spec.specialTokens;
    for (const [piece, id] of spec.vocabulary) this.pieces[id] = piece;
    this.splitter = new SpecialTokenSplitter(spec.specialTokens);
    this.unknownId = this.require(spec.unknown);
    this.cls = this.require('[CLS]');
    this.sep = this.require('[SEP]');
    this.pad = this.require('[PAD]');
  }

  encode(text: string, { special = false }: EncodeOptions = {}): number[] {
    return special ? this.splitter.encode(text, (plain) => this.encodePlain(plain)) : this.encodePlain(text);
  }

  decode(ids: readonly number[]): string {
    const { prefix } = this.spec;
    return ids
      .map((id) => this.pieces[id] ?? '')
      .map((piece, i) => (piece.startsWith(prefix) ? piece.slice(prefix.length) : i ? ` ${piece}` : piece))
      .join('');
  }

  bytesOf(id: number): Uint8Array {
    return Buffer.from(this.decode([id]));
  }

  private require(token: string): number {
    const id = this.spec.specialTokens.get(token) ?? this.spec.vocabulary.get(token);
    if (id === undefined) throw new Error(`The tokenizer has no token ${token}.`);
    return id;
  }

  private encodePlain(text: string): number[] {
    const ids: number[] = [];
    for (const word of this.words(text)) append(ids, this.encodeWord(word));
    return ids;
  }

  private words(text: string): string[] {
    const isolated = this.normalise(text).replace(PUNCTUATION, ' $& ');
    return isolated.split(/\p{White_Space}+/u).filter((word) => word !== '');
  }

  private normalise(text: string): string {
    const { cleanText, splitChinese, stripAccents, lowercase } = this.spec;
    let out = cleanText ? text.replace(REMOVED, '').replace(WHITE_SPACE, ' ') : text;
    if (splitChinese) out = Array.from(out, (char) => (isChinese(char) ? ` ${char} ` : char)).join('');
    if (stripAccents) out = out.normalize('NFD').replace(/\p{Mn}/gu, '');
    if (lowercase) out = Array.from(out, (char) => char.toLowerCase()).join(''); // per character: no final sigma
    return out;
  }

  private encodeWord(word: string): number[] {
    const cached = this.cache.get(word);
    if (cached) return cached;
    const ids = this.longestPieces(Array.from(word)) ?? [this.unknownId];
    if (this.cache.size >= CACHED_WORDS) this.cache.clear();
    this.cache.set(word, ids);
    return ids;
  }

  private longestPieces(chars: string[]): number[] | undefined {
    if (chars.length > this.spec.maxWordChars) return undefined;
    const ids: number[] = [];
    for (let from = 0; from < chars.length;) {
      let to = chars.length;
      let id: number | undefined;
      for (; to > from; to--) {
        id = this.spec.vocabulary.get((from ? this.spec.prefix : '') + chars.slice(from, to).join(''));
        if (id !== undefined) break;
      }
      if (id === undefined) return undefined;
      ids.push(id);
      from = to;
    }
    return ids;
  }
}

function isChinese(char: string): boolean {
  const code = char.codePointAt(0)!;
  return code >= 0x3400 && CHINESE.some(([low, high]) => code >= low && code <= high);
}

/** The WordPiece tokenizer of a `tokenizer.json`. */
export function wordPieceFromJson(path: string): WordPiece {
  const json = readJson(path);
  try {
    return wordPieceOf(json);
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`, { cause: error });
  }
}

export function wordPieceOf(json: Readonly<Record<string, unknown>>): WordPiece {
  const model = record(json['model']);
  const normalizer = record(json['normalizer']);
  if (model['type'] !== 'WordPiece' || normalizer['type'] !== 'BertNormalizer')
    throw new Error(`only WordPiece with BertNormalizer is supported, this is ${String(model['type'])}.`);
  const lowercase = normalizer['lowercase'] !== false;
  const added = Array.isArray(json['added_tokens']) ? json['added_tokens'].map(record) : [];
  return new WordPiece({
    vocabulary: new Map(Object.entries(record(model['vocab'])) as [string, number][]),
    specialTokens: new Map(added.map((token) => [String(token['content']), Number(token['id'])])),
    unknown: String(model['unk_token'] ?? '[UNK]'),
    prefix: String(model['continuing_subword_prefix'] ?? '##'),
    maxWordChars: Number(model['max_input_chars_per_word'] ?? 100),
    lowercase,
    stripAccents: (normalizer['strip_accents'] ?? lowercase) === true,
    cleanText: normalizer['clean_text'] !== false,
    splitChinese: normalizer['handle_chinese_chars'] !== false,
  });
}

function readJson(path: string): Record<string, unknown> {
  try {
    return record(JSON.parse(fs.readFileSync(path, 'utf8')));
  } catch (error) {
    throw new Error(`${path} cannot be read as a tokenizer: ${(error as Error).message}`, { cause: error });
  }
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
