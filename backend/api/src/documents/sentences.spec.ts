import { splitSentences } from './sentences.js';

const split = (text: string): string[] =>
  splitSentences(text).map(({ start, end }) => text.slice(start, end));

describe('splitSentences', () => {
  it.each<[string, string[]]>([
    ['One. Two! Three? Four', ['One.', 'Two!', 'Three?', 'Four']],
    [
      'Dr. Smith met Mr. J. R. Jones at 5 p.m. on Monday.',
      ['Dr. Smith met Mr. J. R. Jones at 5 p.m. on Monday.'],
    ],
    [
      'It costs 3.50 euros, e.g. for paper. See No. 5 and Fig. 2.',
      ['It costs 3.50 euros, e.g. for paper.', 'See No. 5 and Fig. 2.'],
    ],
    [
      'Acme Inc. is closed. The office of Acme Inc. The end.',
      ['Acme Inc. is closed.', 'The office of Acme Inc.', 'The end.'],
    ],
    ['He said "Stop." Then he left.', ['He said "Stop."', 'Then he left.']],
    ['Version 2.1.3 is out. v1.0 was old.', ['Version 2.1.3 is out. v1.0 was old.']],
    ['1. Apply early. 2. Wait.', ['1. Apply early.', '2. Wait.']],
    ['Visit www.example.com. Thanks.', ['Visit www.example.com.', 'Thanks.']],
    ['Wait... what? Yes.', ['Wait... what?', 'Yes.']],
    ['Choose plan B. Then sign.', ['Choose plan B.', 'Then sign.']],
    ['First item\nSecond item', ['First item', 'Second item']],
    ['a line that was\nwrapped goes on', ['a line that was\nwrapped goes on']],
    [
      '年假为十天。病假另计！可以吗？可以；但须申请。',
      ['年假为十天。', '病假另计！', '可以吗？', '可以；', '但须申请。'],
    ],
    ['他说：“可以。”然后走了。', ['他说：“可以。”', '然后走了。']],
    ['费用为3.5元。详见第2.1条。', ['费用为3.5元。', '详见第2.1条。']],
    ['请使用 Excel. 然后保存。', ['请使用 Excel.', '然后保存。']],
    ['等等……好的。', ['等等……好的。']],
    ['  ', []],
  ])('splits %j', (text, sentences) => {
    expect(split(text)).toEqual(sentences);
  });

  it('keeps every character that is not white space in exactly one span, in order', () => {
    const text = 'A. b? “C!” 。D\n\n e.g. f… (G.) 1. h; i； j\u00a0k.';
    const covered = new Array<number>(text.length).fill(0);
    let last = 0;
    for (const { start, end } of splitSentences(text)) {
      expect(start).toBeGreaterThanOrEqual(last);
      last = end;
      for (let i = start; i < end; i++) covered[i]!++;
    }
    for (const [i, count] of covered.entries())
      if (/\S/.test(text[i]!)) expect([text.slice(i), count]).toEqual([text.slice(i), 1]);
  });

  it('takes time in proportion to the text', () => {
    const text = 'no end in sight '.repeat(20_000);
    expect(splitSentences(text)).toHaveLength(1);
  });
});
