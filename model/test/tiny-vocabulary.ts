import fs from 'node:fs';
import path from 'node:path';

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];

/** A tokenizer.json of at most 64 tokens for BERT: letters are words of their own. */
export function writeTinyWordPiece(folder: string): string {
  const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]'];
  const vocabulary = [...special, ...LETTERS, ...LETTERS.map((letter) => `##${letter}`)];
  return write(folder, {
    added_tokens: special.map((content, id) => ({ id, content, special: true })),
    normalizer: { type: 'BertNormalizer', lowercase: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      vocab: Object.fromEntries(vocabulary.map((v, i) => [v, i])),
    },
  });
}

/** A tokenizer.json for T5: Unigram over letters. */
export function writeTinyUnigram(folder: string): string {
  const special = ['<pad>', '</s>', '<unk>'];
  return write(folder, {
    added_tokens: special.map((content, id) => ({ id, content, special: true })),
    pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always' },
    model: {
      type: 'Unigram',
      unk_id: 2,
      vocab: [...special, '▁', ...LETTERS].map((piece, i) => [piece, -i]),
    },
  });
}

function write(folder: string, json: unknown): string {
  const file = path.join(folder, 'tokenizer.json');
  fs.writeFileSync(file, JSON.stringify(json));
  return file;
}
