/**
 * @jest-environment node
 * @jest-environment-options {"customExportConditions": ["development", "node"]}
 */
import fs from 'node:fs';
import path from 'node:path';
import { type Parsed, parsed } from '../../../../test/support/parsed-document.js';
import { type Box, type Mark, type PageItem, citedWords, pageItems } from './cited-words.js';

const widthOf = (text: string): number => text.length;
const item = (text: string, x: number, y: number): PageItem => ({
  text,
  fontFamily: 'sans-serif',
  box: [x, y, x + text.length * 10, y + 10],
});
const mark = (text: string, cited: string, from = 0): Mark => {
  const start = text.indexOf(cited, from);
  return { page: 1, box: [0, 0, 400, 100], text, start, end: start + cited.length };
};

it('marks the cited words alone, a box a line, over a hyphen at the end of a line', () => {
  const items = [item('One two. The sen-', 0, 0), item('sor is blue. More.', 0, 12)];
  expect(
    citedWords(items, mark('One two. The sensor is blue. More.', 'The sensor is blue.'), widthOf),
  ).toEqual([
    [90, 0, 170, 10],
    [0, 12, 120, 22],
  ]);
});

it('joins what a line draws in pieces, and leaves the words of other blocks alone', () => {
  const items = [item('Price', 0, 0), item('12 EUR', 60, 0), item('12 EUR', 60, 300)];
  expect(citedWords(items, mark('Price · 12 EUR', 'Price · 12 EUR'), widthOf)).toEqual([[0, 0, 120, 10]]);
});

it('takes, of words that stand twice, those at the cited place', () => {
  const items = [item('Yes. No. Yes.', 0, 0)];
  expect(citedWords(items, mark('Yes. No. Yes.', 'Yes.', 5), widthOf)).toEqual([[90, 0, 130, 10]]);
});

it('finds words in the order of reading where the page draws them in another', () => {
  const items = [item('second line', 0, 12), item('first line,', 0, 0)];
  const boxes = citedWords(items, mark('first line, second line', 'first line, second'), widthOf);
  expect(boxes).toHaveLength(2);
});

it('says so when the words of the page are not those of the block', () => {
  expect(citedWords([item('scanned', 0, 0)], mark('What was read', 'was read'), widthOf)).toBeUndefined();
});

describe('on the pdf files of the sample company', () => {
  const folder = path.join(import.meta.dirname, '../../../../backend/api/sample-company');
  const files = fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.pdf$/.test(name));

  it.each(files)('finds nearly every sentence within its block: %s', async (name) => {
    const bytes = fs.readFileSync(path.join(folder, name));
    const [{ blocks }, pages] = [await parsed(bytes, name), await itemsOfPages(bytes)];
    const sentences = blocks.flatMap(sentencesOf);
    const found = sentences.map((one) => citedWords(pages[one.page - 1]!, one, widthOf));
    const lost = sentences.filter((_, i) => !found[i]);
    expect(sentences.length).toBeGreaterThan(20);
    expect(lost.length / sentences.length).toBeLessThan(0.02);
    for (const [i, boxes] of found.entries())
      for (const box of boxes ?? []) expect(isInside(box, sentences[i]!.box)).toBe(true);
  });
});

/** Every sentence of a block as a citation would name it. */
function sentencesOf({ text, anchor }: Parsed['blocks'][number]): Mark[] {
  if (anchor.kind !== 'page') return [];
  const { page, box } = anchor;
  const segments = [...new Intl.Segmenter('en', { granularity: 'sentence' }).segment(text)];
  return segments
    .map(({ segment, index }) => ({ page, box, text, start: index, end: index + segment.trimEnd().length }))
    .filter(({ start, end }) => /[\p{L}\p{N}]/u.test(text.slice(start, end)));
}

async function itemsOfPages(bytes: Uint8Array): Promise<PageItem[][]> {
  const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const pdf = await getDocument({ data: new Uint8Array(bytes), isEvalSupported: false, verbosity: 0 })
    .promise;
  const numbers = Array.from({ length: pdf.numPages }, (_, index) => index + 1);
  return Promise.all(
    numbers.map(async (number) => {
      const page = await pdf.getPage(number);
      return pageItems(await page.getTextContent(), page.getViewport({ scale: 1 }).transform as number[]);
    }),
  );
}

const isInside = ([x0, y0, x1, y1]: Box, outer: Box): boolean =>
  x0 >= outer[0] - 3 && y0 >= outer[1] - 3 && x1 <= outer[2] + 3 && y1 <= outer[3] + 3 && x1 > x0;
