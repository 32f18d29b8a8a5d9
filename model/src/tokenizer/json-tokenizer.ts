import fs from 'node:fs';
import { ByteLevelBpe } from './byte-level-bpe.js';
import {
  cutAt,
  cutterOf,
  list,
  normalizerOf,
  prependScheme,
  record,
  type Cut,
  type Json,
} from './json-parts.js';
import { Fallback, PieceTokenizer } from './piece-tokenizer.js';
import { GPT2 } from './pre-tokenizer.js';
import { sentencePieceBpe } from './sentence-piece-bpe.js';
import type { Tokenizer } from './tokenizer.js';
import { unigram } from './unigram.js';
import { wordPieceOf } from './word-piece.js';

/** The tokenizer of a `tokenizer.json`: WordPiece, BPE over bytes or characters, or Unigram. */
export function tokenizerFromJson(path: string): Tokenizer {
  const json = readTokenizerJson(path);
  const model = record(json['model']);
  try {
    switch (model['type'] ?? (model['merges'] ? 'BPE' : undefined)) {
      case 'WordPiece':
        return wordPieceOf(json);
      case 'BPE':
        return usesBytes(json['pre_tokenizer']) ? byteLevel(json, model) : characterBpe(json, model);
      case 'Unigram':
        return unigramTokenizer(json, model);
      default:
        throw new Error(`The tokenizer model "${String(model['type'])}" is not supported.`);
    }
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`, { cause: error });
  }
}

export function readTokenizerJson(path: string): Json {
  try {
    return record(JSON.parse(fs.readFileSync(path, 'utf8')));
  } catch (error) {
    throw new Error(`${path} cannot be read as a tokenizer: ${(error as Error).message}`, { cause: error });
  }
}

interface AddedToken {
  content: string;
  id: number;
  special: boolean;
}

const addedTokens = (json: Json): AddedToken[] =>
  list(json['added_tokens']).map((token) => ({
    content: String(token['content']),
    id: Number(token['id']),
    special: token['special'] === true,
  }));

const idsOf = (tokens: readonly AddedToken[]) => new Map(tokens.map(({ content, id }) => [content, id]));

const usesBytes = (json: unknown): boolean => {
  const step = record(json);
  return step['type'] === 'ByteLevel' || list(step['pretokenizers']).some(usesBytes);
};

function mergesOf(model: Json): string[] {
  const merges = Array.isArray(model['merges']) ? (model['merges'] as (string | string[])[]) : [];
  return merges.map((merge) => (typeof merge === 'string' ? merge : merge.join(' ')));
}

function piecesOf(vocabulary: Iterable<readonly [string, number]>, added: readonly AddedToken[]): string[] {
  const pieces: string[] = [];
  for (const [piece, id] of vocabulary) pieces[id] = piece;
  for (const { content, id } of added) pieces[id] = content;
  return Array.from(pieces, (piece) => piece ?? '');
}

function byteLevel(json: Json, model: Json): ByteLevelBpe {
  const vocabulary = Object.entries(record(model['vocab'])) as [string, number][];
  const normalise = normalizerOf(json['normalizer']);
  const cut = byteCutter(json['pre_tokenizer']);
  const added = addedTokens(json);
  return new ByteLevelBpe({
    tokens: piecesOf(vocabulary, added),
    merges: mergesOf(model),
    specialTokens: idsOf(added),
    split: (text) => cut([normalise(text)], true),
    wholeWords: model['ignore_merges'] === true,
  });
}

function byteCutter(json: unknown): Cut {
  const step = record(json);
  if (step['type'] === 'Sequence') {
    const steps = list(step['pretokenizers']).map(byteCutter);
    return (words, first) => steps.reduce((current, next) => next(current, first), words);
  }
  if (step['type'] !== 'ByteLevel') return cutterOf(json);
  const cut: Cut = step['use_regex'] === false ? (words) => words : cutAt(GPT2);
  if (step['add_prefix_space'] !== true) return cut;
  return (words, first) =>
    cut(
      words.map((word) => (word.startsWith(' ') ? word : ` ${word}`)),
      first,
    );
}

function characterBpe(json: Json, model: Json): PieceTokenizer {
  const vocabulary = Object.entries(record(model['vocab'])) as [string, number][];
  const all = new Map(vocabulary);
  const merges = new Map(mergesOf(model).map((merge, rank) => [merge, rank]));
  const fallback = new Fallback(all, all.get(String(model['unk_token'])), model['byte_fallback'] === true);
  return assemble(json, {
    pieces: vocabulary,
    encodeWord: (ids) =>
      sentencePieceBpe({
        ids,
        rankOf: (left, right) => merges.get(`${left} ${right}`),
        fallback,
        fuseUnknown: model['fuse_unk'] === true,
        wholeWords: model['ignore_merges'] === true,
      }),
  });
}

function unigramTokenizer(json: Json, model: Json): PieceTokenizer {
  const vocabulary = (model['vocab'] as [string, number][]).map(
    ([piece], id) => [piece, id] as [string, number],
  );
  const scores = (model['vocab'] as [string, number][]).map(([, score]) => score);
  const unknown = typeof model['unk_id'] === 'number' ? model['unk_id'] : undefined;
  const fallback = new Fallback(new Map(vocabulary), unknown, model['byte_fallback'] === true);
  return assemble(json, {
    pieces: vocabulary,
    encodeWord: (ids) =>
      unigram({
        scores: new Map([...ids].map(([piece, id]) => [piece, { id, score: scores[id]! }])),
        fallback,
      }),
  });
}

interface CharacterModel {
  pieces: [string, number][];
  encodeWord(ids: ReadonlyMap<string, number>): (word: string) => number[];
}

function assemble(json: Json, { pieces, encodeWord }: CharacterModel): PieceTokenizer {
  const added = addedTokens(json);
  const special = idsOf(added.filter((token) => token.special));
  const ids = new Map(pieces.filter(([piece]) => !special.has(piece) && !/^<0x[0-9A-F]{2}>$/.test(piece)));
  const normalise = normalizerOf(json['normalizer']);
  const cut = cutterOf(json['pre_tokenizer']);
  return new PieceTokenizer({
    pieces: piecesOf(pieces, added),
    specialTokens: special,
    userTokens: idsOf(added.filter((token) => !token.special)),
    prepare: (text, first) => cut([normalise(text)], first),
    encodeWord: encodeWord(ids),
    addsSpace: addsSpace(json),
  });
}

function addsSpace(json: Json): boolean {
  const steps = (value: unknown): Json[] => {
    const step = record(value);
    return [step, ...list(step['normalizers']), ...list(step['pretokenizers'])];
  };
  const all = [...steps(json['normalizer']), ...steps(json['pre_tokenizer'])];
  return all.some(
    (step) => step['type'] === 'Prepend' || (step['type'] === 'Metaspace' && prependScheme(step) !== 'never'),
  );
}
