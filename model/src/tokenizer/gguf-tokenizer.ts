import { bpeFromGguf, stringList } from './byte-level-bpe.js';
import { CharacterMap } from './character-map.js';
import { Fallback, PieceTokenizer, SPACE } from './piece-tokenizer.js';
import { sentencePieceBpe } from './sentence-piece-bpe.js';
import { SpecialTokenSplitter, type Tokenizer } from './tokenizer.js';
import { unigram } from './unigram.js';

const UNKNOWN = 2;
const CONTROL = 3;
const USER_DEFINED = 4;
const UNUSED = 5;
const BYTE = 6;

type Metadata = ReadonlyMap<string, unknown>;

/** The tokenizer that a GGUF file describes: byte-level BPE, SentencePiece BPE or Unigram. */
export function tokenizerFromGguf(metadata: Metadata): Tokenizer {
  const model = metadata.get('tokenizer.ggml.model');
  if (model === 'gpt2') return bpeFromGguf(metadata);
  if (model === 'llama' || model === 't5') return pieceTokenizer(metadata, model);
  throw new Error(
    `The tokenizer "${String(model ?? 'none')}" of this GGUF file is not supported (supported: gpt2, llama, t5).`,
  );
}

function pieceTokenizer(metadata: Metadata, model: 'llama' | 't5'): PieceTokenizer {
  const pieces = stringList(metadata, 'tokenizer.ggml.tokens');
  const scores = numberList(metadata, 'tokenizer.ggml.scores', pieces.length);
  const types = numberList(metadata, 'tokenizer.ggml.token_type', pieces.length);
  const idsWith = (...wanted: number[]) =>
    new Map(pieces.flatMap((piece, id) => (wanted.includes(types[id]!) ? [[piece, id] as const] : [])));
  // What text can become: never a control token or a byte, whatever it spells.
  const ids = new Map(
    pieces.flatMap((piece, id) =>
      [UNKNOWN, CONTROL, UNUSED, BYTE].includes(types[id]!) ? [] : [[piece, id] as const],
    ),
  );
  const fallback = new Fallback(idsWith(BYTE), unknownId(metadata, types));
  const addsSpace = metadata.get('tokenizer.ggml.add_space_prefix') !== false;
  const encodeWord =
    model === 'llama'
      ? sentencePieceBpe({
          ids,
          rankOf: rankByScore(ids, scores),
          fallback,
          fuseUnknown: false,
          wholeWords: false,
        })
      : unigram({
          scores: new Map([...ids].map(([piece, id]) => [piece, { id, score: scores[id]! }])),
          fallback,
        });
  const user = new SpecialTokenSplitter(idsWith(USER_DEFINED));
  return new PieceTokenizer({
    pieces,
    specialTokens: idsWith(CONTROL),
    userTokens: new Map(), // read inside the prepared text, as SentencePiece does
    prepare: model === 'llama' ? plainPreparation(addsSpace) : mappedPreparation(metadata, addsSpace),
    encodeWord: (word) => user.encode(word, (part) => (part === '' ? [] : encodeWord(part))),
    addsSpace,
  });
}

/** Spaces are marked; a space is put in front, as llama.cpp does also after special tokens. */
function plainPreparation(addsSpace: boolean) {
  return (text: string): string[] => [(addsSpace ? SPACE : '') + text.replaceAll(' ', SPACE)];
}

function mappedPreparation(metadata: Metadata, addsSpace: boolean) {
  const compiled = metadata.get('tokenizer.ggml.precompiled_charsmap');
  const map = Array.isArray(compiled) ? new CharacterMap(Uint8Array.from(compiled as number[])) : undefined;
  const single = metadata.get('tokenizer.ggml.remove_extra_whitespaces') === true;
  return (text: string): string[] => {
    const mapped = map ? map.normalise(text) : text;
    const spaced = single ? mapped.replace(/ +/g, ' ').replace(/^ | $/g, '') : mapped;
    return spaced === '' ? [] : [(addsSpace ? SPACE : '') + spaced.replaceAll(' ', SPACE)];
  };
}

function rankByScore(ids: ReadonlyMap<string, number>, scores: readonly number[]) {
  return (left: string, right: string): number | undefined => {
    const id = ids.get(left + right);
    return id === undefined ? undefined : -scores[id]!;
  };
}

function unknownId(metadata: Metadata, types: readonly number[]): number | undefined {
  const given = metadata.get('tokenizer.ggml.unknown_token_id');
  const found = types.indexOf(UNKNOWN);
  return typeof given === 'number' ? given : found < 0 ? undefined : found;
}

function numberList(metadata: Metadata, key: string, length: number): number[] {
  const value = metadata.get(key);
  if (!Array.isArray(value) || value.length !== length) throw new Error(`The GGUF file lacks ${key}.`);
  return value as number[];
}
