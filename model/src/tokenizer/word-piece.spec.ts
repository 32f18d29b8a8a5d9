import { WordPiece } from './word-piece.js';

const PIECES = [
  '[PAD]',
  '[UNK]',
  '[CLS]',
  '[SEP]',
  'un',
  '##aff',
  '##able',
  'cafe',
  '中',
  '!',
  'x',
  '##x',
  'σ',
  '##σ',
];
const vocabulary = new Map(PIECES.map((piece, id) => [piece, id]));
const tokenizer = new WordPiece({
  vocabulary,
  specialTokens: new Map([['[SEP]', 3]]),
  unknown: '[UNK]',
  prefix: '##',
  maxWordChars: 100,
  lowercase: true,
  stripAccents: true,
  cleanText: true,
  splitChinese: true,
});
const pieces = (text: string, special = false) => tokenizer.encode(text, { special }).map((id) => PIECES[id]);

describe('WordPiece', () => {
  it('takes the longest piece first', () => expect(pieces('unaffable')).toEqual(['un', '##aff', '##able']));
  it('folds case and accents', () => expect(pieces('CAFÉ')).toEqual(['cafe']));
  it('folds a final sigma like any other', () => expect(pieces('ΣΣ')).toEqual(['σ', '##σ']));
  it('cuts Chinese into characters', () => expect(pieces('中中')).toEqual(['中', '中']));
  it('cuts at punctuation', () => expect(pieces('x!x')).toEqual(['x', '!', 'x']));
  it('makes a word unknown as a whole', () => expect(pieces('xq x')).toEqual(['[UNK]', 'x']));
  it('makes a word of more than 100 characters unknown', () =>
    expect(pieces('x'.repeat(101))).toEqual(['[UNK]']));
  it('drops control characters and the zero-width joiner', () =>
    expect(pieces('x\u0000\u200dx')).toEqual(['x', '##x']));
  it('reads [SEP] in a text as text, unless told otherwise', () => {
    expect(pieces('x[SEP]x')).not.toContain('[SEP]');
    expect(pieces('x[SEP]x', true)).toEqual(['x', '[SEP]', 'x']);
  });
  it('joins pieces again', () =>
    expect(tokenizer.decode(tokenizer.encode('unaffable x'))).toBe('unaffable x'));
});
