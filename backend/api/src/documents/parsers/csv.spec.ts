import { parsed } from '../../../../../test/support/parsed-document.js';
import { detectDelimiter } from './csv.js';

describe('csv', () => {
  it('gives rows with their header, anchored as a sheet named like the file', async () => {
    const { blocks, summary } = await parsed(
      'Name;Price\nPaper, A4;4,50\n"Pen ""blue""";1,20\n',
      'prices 2025.csv',
    );
    expect(blocks.map((block) => block.text)).toEqual([
      'Name | Price',
      'Paper, A4 | 4,50',
      'Pen "blue" | 1,20',
    ]);
    expect(blocks[1]).toMatchObject({
      header: ['Name', 'Price'],
      anchor: { kind: 'cells', sheet: 'prices 2025', range: 'A2:B2' },
    });
    expect(summary.meta['delimiter']).toBe(';');
  });

  it.each([
    ['a,b\n"1;2;3",4\n', ','],
    ['a\tb\n1,5\t2,5\n', '\t'],
    ['姓名|部门\n张三|财务\n', '|'],
    ['only one column\nof text\n', ','],
  ])('finds the delimiter of %j', (text, delimiter) => {
    expect(detectDelimiter(text)).toBe(delimiter);
  });

  it('reads Chinese in gb18030 and keeps line ends inside quotes as blanks', async () => {
    const bytes = Buffer.concat([
      Buffer.from('d0d5c3fb2cb2bfc3c50a', 'hex'),
      Buffer.from('"'),
      Buffer.from('d5c5c8fd', 'hex'),
      Buffer.from('\n'),
      Buffer.from('cbc4', 'hex'),
      Buffer.from('",'),
      Buffer.from('b2c6cef1', 'hex'),
      Buffer.from('\n'),
    ]);
    const { blocks } = await parsed(bytes, 'a.csv');
    expect(blocks.map((block) => block.cells)).toEqual([
      ['姓名', '部门'],
      ['张三 四', '财务'],
    ]);
  });
});
