import { pdfFile, pdfLines, type PdfText } from '../../../../../../test/support/pdf-file.js';
import { outline, parsed } from '../../../../../../test/support/parsed-document.js';

const read = async (...pages: PdfText[][]) => parsed(pdfFile(pages), 'a.pdf');

const PROSE = [
  'Every employee is entitled to twenty five days of paid leave in each calendar year of em-',
  'ployment, and further days for those who have been with the company for more than ten',
  'years. Leave needs to be requested two weeks ahead.',
];

describe('pdf', () => {
  it('joins lines into paragraphs, mends hyphens, and boxes them from the top left', async () => {
    const { blocks, summary } = await read([
      ...pdfLines(PROSE),
      ...pdfLines(['A second paragraph stands here by itself.'], { y: 160 }),
    ]);
    expect(blocks.map((block) => block.text)).toEqual([
      'Every employee is entitled to twenty five days of paid leave in each calendar year of employment, and further days for those who have been with the company for more than ten years. Leave needs to be requested two weeks ahead.',
      'A second paragraph stands here by itself.',
    ]);
    const { anchor } = blocks[0]!;
    expect(anchor).toMatchObject({ kind: 'page', page: 1 });
    const [x0, y0, x1, y1] = (anchor as { box: number[] }).box as [number, number, number, number];
    expect([x0, Math.round(y0), Math.round(y1)]).toEqual([72, 92, 126]);
    expect(x1).toBeGreaterThan(400);
    expect(summary.pages).toBe(1);
  });

  it('takes larger lines as headings, the largest highest', async () => {
    const { blocks } = await read([
      { text: 'Company Handbook', x: 72, y: 60, size: 20 },
      { text: 'Leave', x: 72, y: 85, size: 14 },
      ...pdfLines(PROSE),
    ]);
    expect(outline(blocks).slice(0, 2)).toEqual(['heading1 Company Handbook', 'heading2 Leave']);
  });

  it('reads two columns one after the other, below a line that spans both', async () => {
    const column = (name: string) =>
      Array.from({ length: 8 }, (_, i) => `${name} column line ${'abcdefgh'[i]} runs on as prose does`);
    const { blocks } = await read([
      { text: 'A heading across both of the columns of this page', x: 72, y: 70, size: 16 },
      ...pdfLines(column('left'), { x: 72 }),
      ...pdfLines(column('right'), { x: 320 }),
    ]);
    const text = blocks.map((block) => block.text).join(' ');
    expect(text.indexOf('left column line h')).toBeLessThan(text.indexOf('right column line a'));
    expect(text.startsWith('A heading across')).toBe(true);
  });

  it('finds the rows of a table by its aligned gaps', async () => {
    const row = (y: number, ...cells: string[]): PdfText[] =>
      cells.map((text, i) => ({ text, x: 72 + i * 150, y }));
    const { blocks } = await read([
      ...pdfLines(PROSE),
      ...row(180, 'Item', 'Price', 'Stock'),
      ...row(195, 'Paper', '4.50', '12'),
      ...row(210, 'Pens', '1.20', '80'),
    ]);
    expect(blocks.slice(1).map((block) => block.cells)).toEqual([
      ['Item', 'Price', 'Stock'],
      ['Paper', '4.50', '12'],
      ['Pens', '1.20', '80'],
    ]);
    expect(blocks[3]!.header).toEqual(['Item', 'Price', 'Stock']);
  });

  it('gives running headers once, at the end, and drops page numbers', async () => {
    const page = (number: number): PdfText[] => [
      { text: 'ACME internal', x: 72, y: 30 },
      ...pdfLines([`Text of page number ${number} that differs from all the others here.`]),
      { text: `Page ${number} of 4`, x: 280, y: 820 },
    ];
    const { blocks } = await read(page(1), page(2), page(3), page(4));
    expect(outline(blocks).filter((line) => /ACME|Page \d/.test(line))).toEqual(['note ACME internal']);
    expect(blocks).toHaveLength(5);
  });

  it('keeps list items apart and takes bullets away', async () => {
    const { blocks } = await read(
      pdfLines(['The following is needed:', '- a form', '- a signature', '1. then send it']),
    );
    expect(outline(blocks)).toEqual([
      'paragraph The following is needed:',
      'list-item1 a form',
      'list-item1 a signature',
      'list-item1 1. then send it',
    ]);
  });

  it('says that a PDF of pictures has no text, and that a cut one is damaged', async () => {
    await expect(read([])).rejects.toMatchObject({ code: 'no-text', reason: expect.stringContaining('OCR') });
    await expect(parsed('%PDF-1.4\nnothing', 'a.pdf')).rejects.toMatchObject({ code: 'damaged' });
  });
});
