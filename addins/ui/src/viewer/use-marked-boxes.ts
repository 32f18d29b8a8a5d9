import type { PDFPageProxy } from 'pdfjs-dist';
import { useEffect, useState } from 'react';
import { type Mark, type WidthOf, citedWords, pageItems } from './cited-words.js';
import type { PageBox } from './pdf-page.js';

/** Where the cited words stand; undefined until it is known. What cannot be found is its block as a whole. */
export function useMarkedBoxes(pages: PDFPageProxy[] | undefined, marks: Mark[]): PageBox[] | undefined {
  const [boxes, setBoxes] = useState<PageBox[]>();
  useEffect(() => {
    let isGone = false;
    setBoxes(marks.length > 0 ? undefined : []);
    if (!pages || marks.length === 0) return;
    void Promise.all(marks.map((mark) => boxesOf(pages[mark.page - 1], mark))).then(
      (found) => !isGone && setBoxes(found.flat()),
    );
    return () => {
      isGone = true;
    };
  }, [pages, marks]);
  return boxes;
}

async function boxesOf(page: PDFPageProxy | undefined, mark: Mark): Promise<PageBox[]> {
  const block = [{ page: mark.page, box: mark.box }];
  if (!page || isWhole(mark)) return block;
  try {
    const items = pageItems(
      await page.getTextContent(),
      page.getViewport({ scale: 1 }).transform as number[],
    );
    const words = citedWords(items, mark, measured);
    return words ? words.map((box) => ({ page: mark.page, box })) : block;
  } catch {
    return block; // a page whose words cannot be read can still be seen
  }
}

const isWhole = ({ text, start, end }: Mark): boolean => start <= 0 && end >= text.trimEnd().length;

let pen: CanvasRenderingContext2D | null | undefined;

/** pdf.js stretches its stand-in font to a run's width: proportions in that font are those of its text layer. */
const measured: WidthOf = (text, fontFamily) => {
  pen ??= document.createElement('canvas').getContext('2d');
  if (!pen) return text.length;
  pen.font = `20px ${fontFamily}`;
  return pen.measureText(text).width;
};
