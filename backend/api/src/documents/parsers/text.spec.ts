import { outline, parsed } from '../../../../../test/support/parsed-document.js';

describe('plain text', () => {
  it('divides paragraphs at blank lines and joins wrapped lines, mending hyphens', async () => {
    const wrapped =
      'The committee met on Monday to discuss the new travel pol-\nicy and agreed that all trips need to be approved by the\nhead of the department before booking.\n';
    const { blocks } = await parsed(`${wrapped}\nSecond paragraph stands alone here.\n`, 'a.txt');
    expect(blocks.map((block) => block.text)).toEqual([
      'The committee met on Monday to discuss the new travel policy and agreed that all trips need to be approved by the head of the department before booking.',
      'Second paragraph stands alone here.',
    ]);
    expect(blocks.map((block) => block.anchor)).toEqual([
      { kind: 'paragraph', index: 1 },
      { kind: 'paragraph', index: 2 },
    ]);
  });

  it('finds headings by underlines, chapters and capitals, and list items by their marks', async () => {
    const { blocks } = await parsed(
      'Title\n=====\n\n第一章 总则\n\nGENERAL RULES\n\n- one\n- two\n1. three\n',
      'a.txt',
    );
    expect(outline(blocks)).toEqual([
      'heading1 Title',
      'heading1 第一章 总则',
      'heading2 GENERAL RULES',
      'list-item1 one',
      'list-item1 two',
      'list-item1 1. three',
    ]);
  });

  it.each([
    ['gb18030', Buffer.from('b9abcbbebde1cbe3d6c6b6c8b5c4cbb5c3f7', 'hex'), '公司结算制度的说明'],
    ['utf-16le', Buffer.from('\ufeff员工手册 Handbook', 'utf16le'), '员工手册 Handbook'],
    ['utf-16le', Buffer.from('Plain words without a mark', 'utf16le'), 'Plain words without a mark'],
    ['windows-1252', Buffer.from('Caf\xe9 cr\xe8me br\xfbl\xe9e', 'latin1'), 'Café crème brûlée'],
    ['windows-1252', Buffer.from('It\x92s \x80100 \x96 \x93fine\x94\x85', 'latin1'), 'It’s €100 – “fine”…'],
    ['big5', Buffer.from('a4bda571aabab3f8a769', 'hex'), '公司的報告'],
  ])('reads %s', async (encoding, bytes, text) => {
    const { blocks, summary } = await parsed(bytes, 'a.txt');
    expect(blocks[0]!.text).toBe(text);
    expect(summary.meta['encoding']).toBe(encoding);
  });
});
