import type { Anchor, BlockDraft } from '../../block.js';
import { rowText } from '../../block.js';
import { tidy } from '../plain-text.js';
import { likelyHeaderRows } from '../table-grid.js';
import { columnsOf } from './columns.js';
import type { HeadingLevels } from './headings.js';
import { paragraphsOf } from './paragraphs.js';
import { partsOf } from './parts.js';
import { bandsOf, type Band, type Segment } from './segments.js';
import type { Box, PdfTable } from './table-rows.js';

/** What the document as a whole says about its pages. */
export interface DocumentLayout {
  headings: HeadingLevels;
  compounds: ReadonlySet<string>;
}

/** The blocks of one page in reading order. */
export function* pageBlocks(
  segments: Segment[],
  page: number,
  layout: DocumentLayout,
): Generator<BlockDraft> {
  for (const column of columnsOf(segments)) {
    for (const part of partsOf(bandsOf(column))) {
      if (part.kind === 'table') yield* tableRows(part.table, page);
      else yield* textBlocks(part.bands, page, layout);
    }
  }
}

function* textBlocks(bands: Band[], page: number, layout: DocumentLayout): Generator<BlockDraft> {
  for (const block of paragraphsOf(bands, layout.compounds)) {
    const text = tidy(block.text);
    if (text === '') continue;
    const level = layout.headings.of({ ...block, text });
    const anchor = anchorOf(page, block.box);
    if (level !== undefined) yield { kind: 'heading', level, text, anchor };
    else if (block.kind === 'list-item') yield { kind: 'list-item', level: 1, text, anchor };
    else yield { kind: 'paragraph', text, anchor };
  }
}

function* tableRows({ rows, header, headerRows }: PdfTable, page: number): Generator<BlockDraft> {
  const grid = rows.map((row) => row.cells.map(tidy));
  const own = headerRows > 0 ? headerRows : likelyHeaderRows(grid);
  const names = headerRows > 0 ? header.map(tidy) : own > 0 ? grid[0] : undefined;
  for (const [i, cells] of grid.entries()) {
    const text = rowText(cells);
    if (text === '') continue;
    const named = names && i >= own ? { header: names } : {};
    yield { kind: 'table-row', text, cells, ...named, anchor: anchorOf(page, rows[i]!.box) };
  }
}

function anchorOf(page: number, box: Box): Anchor {
  return { kind: 'page', page, box: box.map((value) => Math.round(value * 10) / 10) as Box };
}
