/** Where in its document a block stands, in the terms of that format: what a citation opens. */
export type Anchor =
  | { kind: 'page'; page: number; box: [x0: number, y0: number, x1: number, y1: number] } // points, origin top left, page from 1
  | { kind: 'paragraph'; index: number } // running number from 1; a table row counts as one
  | { kind: 'cells'; sheet: string; range: string } // A1 range of the row's non-empty cells
  | { kind: 'slide'; slide: number; part: 'body' | 'notes'; index: number } // both numbers from 1
  | { kind: 'mail'; part: string; index: number } // 'header', 'body', or the attachment's name
  | { kind: 'heading'; path: string[]; index: number }; // headings above, running number from 1

export type BlockKind =
  'heading' | 'paragraph' | 'list-item' | 'table-row' | 'mail-part' | 'slide' | 'note' | 'code';

export interface Block {
  /** Reading order, from 0, unique in the document version. */
  ordinal: number;
  kind: BlockKind;
  /** Heading level 1 to 6, or depth of a list item from 1. */
  level?: number;
  /** Plain text, NFC. Of a table row: `rowText(cells)`. */
  text: string;
  /** Table row only: values as a person sees them, one per column from the row's first used one; '' where empty. */
  cells?: string[];
  /** Table row only: the header of each of `cells`; absent for the header row itself. */
  header?: string[];
  anchor: Anchor;
}

/** A block as a parser gives it: numbering happens in one place. */
export type BlockDraft = Omit<Block, 'ordinal'>;

/** What is known of a document once all its blocks have been read. */
export interface ParsedSummary {
  title?: string;
  language: 'en' | 'zh' | 'other';
  pages?: number;
  blocks: number;
  meta: Record<string, string>;
}

export interface ParsedDocument {
  title?: string;
  language?: 'en' | 'zh' | 'other';
  pages?: number;
  blocks: AsyncIterable<Block> | Block[];
  meta?: Record<string, string>;
}

export const CELL_SEPARATOR = ' | ';

/** The text of a table row: its non-empty cells, so that sparse rows stay readable. */
export function rowText(cells: readonly string[]): string {
  return cells.filter((cell) => cell !== '').join(CELL_SEPARATOR);
}

/** The index in `cells` of the cell that holds this offset of `rowText(cells)`; -1 when none does. */
export function cellAt(cells: readonly string[], offset: number): number {
  let start = 0;
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i]!;
    if (cell === '') continue;
    if (offset < start + cell.length + CELL_SEPARATOR.length) return i;
    start += cell.length + CELL_SEPARATOR.length;
  }
  return -1;
}
