import { type Grid, markdownTables } from '../oracles/markdown.js';

/** What a reader gave of one file, in the terms that oracles judge. */
export interface Extraction {
  /** Path in the set. */
  file: string;
  bytes: number;
  seconds: number;
  text: string;
  tables: Grid[];
  /** Text of cells by sheet and `row,column` from 0; empty for a reader that gives no addresses. */
  sheets: Map<string, Map<string, string>>;
  meta: Record<string, string>;
  failure?: { code: string; reason: string };
}

/** A block as `deskmate eval extract` prints it. */
export interface ReadBlock {
  kind: string;
  level?: number;
  text: string;
  cells?: string[];
  header?: string[];
  anchor: { kind: string; sheet?: string; range?: string };
}

export const notRead = { text: '', tables: [], sheets: new Map(), meta: {} };

export function ofBlocks(blocks: ReadBlock[]): Pick<Extraction, 'text' | 'tables' | 'sheets'> {
  return {
    text: blocks.map(({ text }) => text).join('\n'),
    tables: tablesOf(blocks),
    sheets: sheetsOf(blocks),
  };
}

export function ofMarkdown(text: string): Pick<Extraction, 'text' | 'tables' | 'sheets'> {
  return { text, tables: markdownTables(text), sheets: new Map() };
}

/** Rows that follow each other are one table, unless the next begins with a header of its own or another width. */
function tablesOf(blocks: ReadBlock[]): Grid[] {
  const tables: Grid[] = [];
  let last: ReadBlock | undefined;
  for (const block of blocks) {
    if (block.cells) {
      if (last?.cells && goesOn(last, block)) tables.at(-1)!.push(placed(block));
      else tables.push([placed(block)]);
    }
    last = block;
  }
  return tables;
}

function goesOn(last: ReadBlock, next: ReadBlock): boolean {
  if (last.header && !next.header) return false;
  const [above, below] = [place(last), place(next)];
  if (above && below) return above.sheet === below.sheet && below.row === above.row + 1;
  return last.cells!.length === next.cells!.length;
}

/** Cells of a sheet begin at the row's first used column; here they begin at the sheet's first. */
const placed = (block: ReadBlock): string[] => [
  ...Array<string>(place(block)?.column ?? 0).fill(''),
  ...block.cells!,
];

/** Sheet, row and column (from 0) where a row of a sheet begins. */
function place({ anchor }: ReadBlock): { sheet: string; row: number; column: number } | undefined {
  const match = anchor.kind === 'cells' ? /^([A-Z]+)(\d+)/.exec(anchor.range ?? '') : null;
  if (!match) return undefined;
  const column = [...match[1]!].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
  return { sheet: anchor.sheet!, row: Number(match[2]) - 1, column };
}

/** A lone cell may be a heading or paragraph of its own; the sheet's name and comments are no cells. */
function sheetsOf(blocks: ReadBlock[]): Extraction['sheets'] {
  const sheets: Extraction['sheets'] = new Map();
  for (const block of blocks) {
    const at = place(block);
    if (!at || block.kind === 'note' || (block.kind === 'heading' && block.level === 1)) continue;
    const sheet = sheets.get(at.sheet) ?? new Map<string, string>();
    for (const [i, cell] of (block.cells ?? [block.text]).entries())
      if (cell) sheet.set(`${at.row},${at.column + i}`, cell);
    sheets.set(at.sheet, sheet);
  }
  return sheets;
}
