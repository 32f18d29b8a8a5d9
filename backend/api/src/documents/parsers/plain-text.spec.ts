import { joinLines, tidy, tidyCode } from './plain-text.js';

describe('tidy', () => {
  it('keeps words and line ends and nothing that cannot be seen', () => {
    expect(tidy('  a\u200b\u0000b \u00a0 c \r\n\n  d\u2028e\u00ad ')).toBe('ab c\nd\ne');
    expect(tidy('e\u0301')).toBe('é');
    expect(tidy('half \ud83d pair')).toBe('half \ufffd pair');
  });

  it('keeps the indentation of code', () => {
    expect(tidyCode('\n  if a:\r\n    b\n\n')).toBe('  if a:\n    b');
  });
});

describe('joinLines', () => {
  it.each([
    ['the travel pol-', 'icy', 'the travel policy'],
    ['state-of-the-', 'art tools', 'state-of-the-art tools'],
    ['a long-', 'term plan', 'a long-term plan'],
    ['from 1990-', '2000', 'from 1990-2000'],
    ['Smith-', 'Jones', 'Smith-Jones'],
    ['one', 'two', 'one two'],
    ['中文', '换行', '中文换行'],
    ['使用Excel', '保存', '使用Excel保存'],
    ['', 'x', 'x'],
  ])('joins %j and %j', (left, right, joined) => {
    expect(joinLines(left, right, new Set(['long-term']))).toBe(joined);
  });
});
