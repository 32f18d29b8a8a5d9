import { lexemes } from './lexemes.js';
import { stem } from './english-stem.js';
import { searchTerms } from './stop-words.js';
import { wordsLiteral } from './words-literal.js';

describe('lexemes', () => {
  it('folds width, case, inflection and the possessive', () => {
    expect(lexemes('The company’s ＰＯＬＩＣＩＥＳ')).toEqual(['the', 'company', 'policy'].map(stem));
  });

  it('finds simplified text by a traditional question and the other way round', () => {
    expect(lexemes('資料庫')).toEqual(lexemes('资料库'));
  });

  it('gives pairs and longer dictionary words of Han text', () => {
    expect(lexemes('年假政策')).toEqual(expect.arrayContaining(['年假', '假政', '政策']));
    expect(lexemes('到星期三为止')).toContain('星期三');
  });

  it('separates Latin words from the Han text around them', () => {
    expect(lexemes('使用TiDB数据')).toEqual(expect.arrayContaining(['使用', 'tidb', '数据']));
  });

  it('keeps numbers whole, without thousands separators', () => {
    expect(lexemes('1,234.50 and 3.14 on 2026-03-31 in Q1')).toEqual(
      lexemes('1234.50 and 3.14 on 2026-03-31 in Q1'),
    );
    expect(lexemes('48,000 pounds')).toContain('48000');
  });

  it('takes file names and identifiers apart', () => {
    expect(lexemes('Price_List-2026.xlsx')).toEqual(lexemes('price list 2026 xlsx'));
  });

  it('gives nothing for blanks and punctuation', () => {
    expect(lexemes(' … ,。！ \n')).toEqual([]);
  });
});

it('drops stop words from a question, but not when nothing else is left', () => {
  expect(searchTerms(lexemes('What is the notice period?'))).toEqual(lexemes('notice period'));
  expect(searchTerms(lexemes('who are you'))).toEqual(['who', 'are', 'you']);
});

describe('wordsLiteral', () => {
  it('writes lexemes with their positions, quoted', () => {
    expect(wordsLiteral(['a', "o'b", 'a', 'c\\d'])).toBe(`'a':1,3 'o''b':2 'c\\\\d':4`);
  });

  it('stays inside what a tsvector holds', () => {
    const literal = wordsLiteral(Array.from({ length: 20_000 }, () => 'x'));
    expect(literal.split(',')).toHaveLength(255);
  });
});
