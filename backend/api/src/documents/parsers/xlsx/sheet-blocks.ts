import { rowText, type Anchor, type BlockDraft } from '../../block.js';
import { looksLikeHeader, isValue } from '../table-grid.js';
import { rangeName, type CellRange } from './cell-range.js';
import { MergedCells } from './merged-cells.js';
import type { SheetExtras } from './sheet-extras.js';
import type { SheetRow } from './sheet-reader.js';

/** A table that the workbook itself defines. */
export interface DefinedTable {
  range: CellRange;
  /** Names of its columns, from the left. */
  columns: string[];
  hasHeader: boolean;
}

type Header = Map<number, string>;

/** A region of so few lone texts is a title with remarks; more are a list. */
const MAX_TITLE_ROWS = 3;

/** Rows looked at before a region's header is settled. */
const LOOKAHEAD = 8;

/** Turns the rows of one sheet into blocks: regions divided by empty rows, each with its header. */
export class SheetBlocks {
  private readonly merged: MergedCells;
  private waiting: SheetRow[] = [];
  private lastNumber = -1;
  private settled = false;
  private header: Header | undefined;

  constructor(
    private readonly sheet: string,
    private readonly extras: SheetExtras,
    private readonly tables: DefinedTable[],
  ) {
    this.merged = new MergedCells(extras.merged);
  }

  *row(row: SheetRow): Generator<BlockDraft> {
    this.merged.fill(row);
    if (row.number > this.lastNumber + 1) yield* this.newRegion();
    this.lastNumber = row.number;
    if (this.settled) {
      yield this.body(row);
      return;
    }
    this.waiting.push(row);
    if (this.waiting.length >= LOOKAHEAD) yield* this.settle();
  }

  *end(): Generator<BlockDraft> {
    if (this.waiting.length > 0) yield* this.settle();
  }

  private *newRegion(): Generator<BlockDraft> {
    if (this.waiting.length > 0) yield* this.settle();
    this.settled = false;
  }

  /** Decides what the rows at the top of a region are: titles, header, or already data. */
  private *settle(): Generator<BlockDraft> {
    const rows = this.waiting;
    this.waiting = [];
    this.settled = true;
    const hasTable = rows.some((row) => row.cells.size > 1) || rows.length <= MAX_TITLE_ROWS;
    let at = 0;
    while (hasTable && at < rows.length && rows[at]!.cells.size === 1) yield this.title(rows[at]!, at++);
    const headerRows = this.headerRows(rows.slice(at));
    if (headerRows > 0) this.header = headerOf(rows.slice(at, at + headerRows), this.extras.merged);
    else if (!this.continues(rows.slice(at))) this.header = undefined;
    for (const row of rows.slice(at, at + headerRows)) yield this.block(row, undefined);
    for (const row of rows.slice(at + headerRows)) yield this.body(row);
  }

  private title(row: SheetRow, at: number): BlockDraft {
    const text = [...row.cells.values()][0]!;
    const anchor = this.anchor(row);
    if (at === 0 && text.length <= 100 && !isValue(text) && !/[.。!！?？;；]$/.test(text))
      return { kind: 'heading', level: 2, text, anchor };
    return { kind: 'paragraph', text, anchor };
  }

  private headerRows(rows: SheetRow[]): number {
    const [first, second] = rows;
    if (!first || !second) return 0;
    if (first.number === this.extras.filter?.top) return 1;
    if (!looksLikeHeader(valuesOf(first)) && !this.isGroupHeader(first, second)) return 0;
    if (first.cells.size === 2 && !hasTypedColumns(rows.slice(1))) return 0;
    return this.isGroupHeader(first, second) ? 2 : 1;
  }

  /** A row of wide merged cells above a row of column names. */
  private isGroupHeader(first: SheetRow, second: SheetRow): boolean {
    const wide = this.extras.merged.some(
      (range) => range.top === first.number && range.bottom === first.number && range.right > range.left,
    );
    const texts = [...first.cells.values(), ...second.cells.values()];
    return (
      wide &&
      second.cells.size > first.cells.size &&
      texts.every((text) => !isValue(text) && text.length <= 80)
    );
  }

  /** Data after an empty row that fits under the header above it. */
  private continues(rows: SheetRow[]): boolean {
    const header = this.header;
    if (!header) return false;
    return rows.every(
      (row) => [...row.cells.keys()].every((column) => header.has(column)) && row.cells.size > 1,
    );
  }

  private body(row: SheetRow): BlockDraft {
    const table = this.tables.find(({ range }) => contains(range, row));
    if (!table) return this.block(row, this.header);
    if (table.hasHeader && row.number === table.range.top) return this.block(row, undefined);
    return this.block(row, new Map(table.columns.map((name, i) => [table.range.left + i, name])));
  }

  private block(row: SheetRow, header: Header | undefined): BlockDraft {
    const cells = valuesOf(row);
    const left = Math.min(...row.cells.keys());
    const names = header && cells.map((_, i) => header.get(left + i) ?? '');
    const useful = names?.some(Boolean) ? { header: names } : {};
    return { kind: 'table-row', text: rowText(cells), cells, ...useful, anchor: this.anchor(row) };
  }

  private anchor(row: SheetRow): Anchor {
    const columns = [...row.cells.keys()];
    const range = {
      left: Math.min(...columns),
      right: Math.max(...columns),
      top: row.number,
      bottom: row.number,
    };
    return { kind: 'cells', sheet: this.sheet, range: rangeName(range) };
  }
}

/** Values from the first used column to the last, '' in gaps. */
function valuesOf(row: SheetRow): string[] {
  const columns = [...row.cells.keys()];
  const left = Math.min(...columns);
  return Array.from({ length: Math.max(...columns) - left + 1 }, (_, i) => row.cells.get(left + i) ?? '');
}

function contains(range: CellRange, row: SheetRow): boolean {
  if (row.number < range.top || row.number > range.bottom) return false;
  return [...row.cells.keys()].every((column) => column >= range.left && column <= range.right);
}

function headerOf(rows: SheetRow[], merged: CellRange[]): Header {
  const header: Header = new Map();
  for (const row of rows) {
    for (const [column, text] of row.cells) {
      const range = merged.find((one) => one.top === row.number && one.left === column);
      for (let at = column; at <= (range?.right ?? column); at++) {
        const above = header.get(at);
        header.set(at, above && above !== text ? `${above} ${text}` : text);
      }
    }
  }
  return header;
}

/** Two columns are a table with a header only when each holds one kind of thing; else they are labels with values. */
function hasTypedColumns(rows: SheetRow[]): boolean {
  const kinds = new Map<number, Set<boolean>>();
  for (const row of rows) {
    for (const [column, text] of row.cells)
      kinds.set(column, (kinds.get(column) ?? new Set()).add(isValue(text)));
  }
  return rows.length > 0 && [...kinds.values()].every((kind) => kind.size === 1);
}
