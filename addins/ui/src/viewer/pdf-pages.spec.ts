import type { Block } from '@deskmate/client';
import { marksOf } from './pdf-pages.js';
import { isPdf, targetOfCitation } from './view-target.js';

const block = (ordinal: number, page: number): Block => ({
  ordinal,
  kind: 'paragraph',
  text: `text ${ordinal}`,
  anchor: { kind: 'page', page, box: [0, ordinal, 10, ordinal + 5] },
});

it('marks the cited parts alone, each on its page', () => {
  const blocks = [block(1, 1), block(2, 1), block(3, 2), block(4, 2)];
  const highlights = [
    { ordinal: 2, start: 3, end: 6, anchor: block(2, 1).anchor },
    { ordinal: 3, start: 0, end: 4, anchor: block(3, 2).anchor },
    { ordinal: 4, start: 0, end: 4, anchor: { kind: 'paragraph' as const, index: 1 } },
  ];
  expect(marksOf(blocks, highlights)).toEqual([
    { page: 1, box: [0, 2, 10, 7], text: 'text 2', start: 3, end: 6 },
    { page: 2, box: [0, 3, 10, 8], text: 'text 3', start: 0, end: 4 },
  ]);
});

it('draws pdf files itself and leaves every other format to the sandboxed page', () => {
  const target = (fileName: string) => targetOfCitation({ fileName } as never);
  expect(isPdf(target('Manual.PDF'))).toBe(true);
  expect(isPdf(target('manual.pdf.html'))).toBe(false);
});
