import {
  docxFile,
  paragraph,
  pptxFile,
  sheetRow,
  slideShape,
  xlsxFile,
} from '../../../../../test/support/office-files.js';
import { parsed } from '../../../../../test/support/parsed-document.js';
import { pdfFile, pdfLines } from '../../../../../test/support/pdf-file.js';
import { cellAt, rowText, type Block } from '../block.js';
import { parseRange } from './xlsx/cell-range.js';

/** A small generator of pseudo-random numbers, so that a failure can be repeated. */
function random(seed: number): (below: number) => number {
  let state = seed * 7919;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const SEEDS = Array.from({ length: 12 }, (_, i) => i + 1);
const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

function expectUnique(blocks: Block[]): void {
  const keys = blocks.map(({ anchor, kind }) => JSON.stringify([anchor, kind === 'heading']));
  expect(new Set(keys).size).toBe(keys.length);
  expect(blocks.map((block) => block.ordinal)).toEqual(blocks.map((_, i) => i));
}

describe('anchors, for any document', () => {
  it.each(SEEDS)('of a workbook name the cells that hold the values (seed %d)', async (seed) => {
    const next = random(seed);
    const grid = times(30, () =>
      times(1 + next(8), () => (next(3) === 0 ? undefined : next(2) ? `v${next(1000)}` : next(1000))),
    );
    const rows = grid.map((row, i) => (next(6) === 0 ? '' : sheetRow(i + 1, row))).join('');
    if (!rows.includes('<v>') && !rows.includes('<t>')) return;
    const { blocks } = await parsed(xlsxFile([{ name: 'S', rows }]), 'a.xlsx');
    expectUnique(blocks);
    for (const block of blocks.slice(1)) {
      if (block.anchor.kind !== 'cells') throw new Error('not a cell anchor');
      const range = parseRange(block.anchor.range)!;
      expect(range.top).toBe(range.bottom);
      const values = block.cells ?? [block.text];
      expect(values).toEqual(
        times(range.right - range.left + 1, (i) => String(grid[range.top - 1]![range.left + i] ?? '')),
      );
      expect([values[0], values.at(-1)]).not.toContain('');
      if (block.cells) expect(block.text).toBe(rowText(block.cells));
    }
  });

  it.each(SEEDS)('of a Word file count its paragraphs and rows (seed %d)', async (seed) => {
    const next = random(seed);
    const row = (): string =>
      `<w:tr>${times(2, () => `<w:tc>${paragraph(`c${next(99)}`)}</w:tc>`).join('')}</w:tr>`;
    const body = times(20, (i) =>
      next(4) === 0
        ? `<w:tbl>${times(1 + next(4), row).join('')}</w:tbl>`
        : next(5) === 0
          ? '<w:p/>'
          : paragraph(`p${i}`),
    );
    const { blocks } = await parsed(docxFile(body.join('')), 'a.docx');
    expect(blocks.map((block) => block.anchor)).toEqual(
      blocks.map((_, i) => ({ kind: 'paragraph', index: i + 1 })),
    );
    expect(blocks.filter((block) => block.kind === 'table-row')).toHaveLength(
      body.join('').split('<w:tr>').length - 1,
    );
  });

  it.each(SEEDS)('of slides name the slide and count on it (seed %d)', async (seed) => {
    const next = random(seed);
    const slides = times(1 + next(5), (i) => ({
      shapes:
        slideShape([`Title ${i}`], 'title') +
        slideShape(
          times(next(4), (at) => `b${at}`),
          'body',
        ),
      notes: `note ${i}`,
    }));
    const { blocks } = await parsed(pptxFile(slides), 'a.pptx');
    expectUnique(blocks);
    for (const block of blocks.filter(({ kind }) => kind === 'heading')) {
      expect(block.anchor).toMatchObject({
        slide: Number(block.text.split(' ')[1]) + 1,
        part: 'body',
        index: 1,
      });
    }
  });

  it.each(SEEDS)('of a PDF lie on the page and hold the text (seed %d)', async (seed) => {
    const next = random(seed);
    const pages = times(1 + next(3), (page) =>
      times(1 + next(5), (i) =>
        pdfLines(
          times(1 + next(4), (line) => `Page ${page} block ${i} line ${line} with some more words`),
          { y: 80 + i * 120 },
        ),
      ).flat(),
    );
    const { blocks } = await parsed(pdfFile(pages), 'a.pdf');
    expectUnique(blocks);
    for (const { anchor, text } of blocks) {
      if (anchor.kind !== 'page') throw new Error('not a page anchor');
      const [x0, y0, x1, y1] = anchor.box;
      expect(x0 >= 0 && y0 >= 0 && x1 <= 595 && y1 <= 842 && x0 < x1 && y0 < y1).toBe(true);
      expect(text).toContain(`Page ${anchor.page - 1} `);
      const inside = pages[anchor.page - 1]!.filter(({ x, y }) => x >= x0 - 1 && y > y0 && y < y1);
      for (const one of inside) expect(text).toContain(one.text);
      expect(inside.length).toBeGreaterThan(0);
    }
  });

  it.each(SEEDS)('of Markdown, pages and text count their blocks (seed %d)', async (seed) => {
    const next = random(seed);
    const parts = times(15, (i) =>
      ['# H', 'Para', '- item', '> quote', '```\ncode\n```'][next(5)]!.replace(
        /(H|Para|item|quote|code)/,
        `$1 ${i}`,
      ),
    );
    const markdown = (await parsed(parts.join('\n\n'), 'a.md')).blocks;
    expectUnique(markdown);
    expect(markdown.map(({ anchor }) => (anchor as { index: number }).index)).toEqual(
      markdown.map((_, i) => i + 1),
    );
    let above: string[] = [];
    for (const block of markdown) {
      if (block.kind === 'heading') above = [block.text];
      expect(block.anchor).toMatchObject({ path: above });
    }
    const html = (
      await parsed(parts.map((part, i) => `<p>${i} ${part.replace(/[<>]/g, '')}</p>`).join(''), 'a.html')
    ).blocks;
    expectUnique(html);
    expect(html).toHaveLength(parts.length);
  });
});

describe('cellAt', () => {
  it('finds the cell that an offset of the row’s text lies in', () => {
    const cells = ['ab', '', 'cde', 'f'];
    const text = rowText(cells);
    expect(text).toBe('ab | cde | f');
    expect(
      [0, 1, text.indexOf('cde'), text.indexOf('e'), text.length - 1].map((at) => cellAt(cells, at)),
    ).toEqual([0, 0, 2, 2, 3]);
    expect(cellAt(cells, 99)).toBe(-1);
  });
});
