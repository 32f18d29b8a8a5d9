import type { Block } from '../block.js';
import { CELL_SEPARATOR } from '../block.js';
import { Html, markup } from './markup.js';

/** The cited words: from `start` in the text of block `from` to `end` (exclusive) in the text of block `to`. */
export interface Citation {
  from: number;
  to: number;
  start?: number | undefined;
  end?: number | undefined;
}

export interface TextRange {
  start: number;
  end: number;
}

/** The cited part of one block's text, null when the block is not cited. */
export function citedRange(
  block: Pick<Block, 'ordinal' | 'text'>,
  citation: Citation | null,
): TextRange | null {
  if (!citation || block.ordinal < citation.from || block.ordinal > citation.to) return null;
  const { length } = block.text;
  const start = block.ordinal === citation.from ? clamp(citation.start ?? 0, length) : 0;
  const end = block.ordinal === citation.to ? clamp(citation.end ?? length, length) : length;
  if (start < end) return { start, end };
  return citation.from === citation.to ? { start: 0, end: length } : null;
}

/** Where each cell lies in the text of its row; empty cells lie nowhere. */
export function cellRanges(cells: readonly string[]): (TextRange | null)[] {
  let at = 0;
  return cells.map((cell) => {
    if (cell === '') return null;
    const range = { start: at, end: at + cell.length };
    at = range.end + CELL_SEPARATOR.length;
    return range;
  });
}

const clamp = (offset: number, length: number): number => Math.max(0, Math.min(length, offset));

/** Marks the cited words of a page; the first mark is the one that `#hit` scrolls to. */
export class Marker {
  private marked = false;

  constructor(private readonly citation: Citation | null) {}

  isCited(block: Block): boolean {
    return citedRange(block, this.citation) !== null;
  }

  block(block: Block): Html {
    return this.text(block.text, citedRange(block, this.citation));
  }

  /** A part of a block's text that begins at `offset` in it. */
  part(block: Block, text: string, offset: number): Html {
    const range = citedRange(block, this.citation);
    return this.text(text, range && { start: range.start - offset, end: range.end - offset });
  }

  cells(block: Block): Html[] {
    const cells = block.cells ?? [block.text];
    const places = cellRanges(cells);
    return cells.map((cell, i) => (places[i] ? this.part(block, cell, places[i].start) : markup``));
  }

  private text(text: string, range: TextRange | null): Html {
    const start = Math.max(0, range?.start ?? 0);
    const end = Math.min(text.length, range?.end ?? 0);
    if (!range || start >= end) return markup`${text}`;
    const id = this.marked ? null : markup` id="hit"`;
    this.marked = true;
    return markup`${text.slice(0, start)}<mark${id}>${text.slice(start, end)}</mark>${text.slice(end)}`;
  }
}
