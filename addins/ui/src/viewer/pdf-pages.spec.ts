import type { Block } from '@deskmate/client';
import { boxesOf } from './pdf-pages.js';
import { isPdf, targetOfCitation } from './view-target.js';

const block = (ordinal: number, page: number): Block => ({
  ordinal,
  kind: 'paragraph',
  text: 'x',
  anchor: { kind: 'page', page, box: [0, ordinal, 10, ordinal + 5] },
});

it('draws the boxes of the cited blocks alone, each on its page', () => {
  const boxes = boxesOf([block(1, 1), block(2, 1), block(3, 2), block(4, 2)], 2, 3);
  expect(boxes).toEqual([
    { page: 1, box: [0, 2, 10, 7] },
    { page: 2, box: [0, 3, 10, 8] },
  ]);
});

it('draws pdf files itself and leaves every other format to the sandboxed page', () => {
  const target = (fileName: string) => targetOfCitation({ fileName } as never);
  expect(isPdf(target('Manual.PDF'))).toBe(true);
  expect(isPdf(target('manual.pdf.html'))).toBe(false);
});
