import { rowText, type Anchor, type BlockDraft } from '../block.js';

export interface SpannedCell {
  text: string;
  columns?: number;
  rows?: number;
  /** The format says that this is a header cell. */
  heading?: boolean;
}

export interface Table {
  /** Every row has the same number of cells. */
  rows: string[][];
  headerRows: number;
}

const MAX_COLUMNS = 1024;

/** Lays cells with spans on a grid: a tall cell is seen in each of its rows, a wide one in its first column. */
export function layOut(rows: SpannedCell[][]): Table {
  const grid: string[][] = [];
  const wide: string[][] = []; // the same grid with wide cells repeated, for headers
  const tall: { text: string; left: number; first: boolean }[] = [];
  for (const row of rows) {
    const cells: string[] = [];
    const repeated: string[] = [];
    placeRow(row, cells, repeated, tall);
    grid.push(cells);
    wide.push(repeated);
  }
  const width = grid.reduce((most, row) => Math.max(most, row.length), 0);
  const headerRows = explicitHeaderRows(rows) ?? likelyHeaderRows(grid);
  const all = grid.map((cells, i) => padded(i < headerRows && headerRows > 1 ? wide[i]! : cells, width));
  return { rows: all.map((row) => row.map(oneLine)), headerRows };
}

function placeRow(
  row: SpannedCell[],
  cells: string[],
  repeated: string[],
  tall: { text: string; left: number; first: boolean }[],
): void {
  const flow = () => {
    for (let above = tall[cells.length]; above && above.left > 0; above = tall[cells.length]) {
      above.left--;
      cells.push(above.first ? above.text : '');
      repeated.push(above.text);
    }
  };
  for (const cell of row) {
    flow();
    const columns = Math.min(Math.max(cell.columns ?? 1, 1), MAX_COLUMNS);
    for (let i = 0; i < columns && cells.length < MAX_COLUMNS; i++) {
      tall[cells.length] = { text: cell.text, left: Math.max(cell.rows ?? 1, 1) - 1, first: i === 0 };
      cells.push(i === 0 ? cell.text : '');
      repeated.push(cell.text);
    }
  }
  flow();
}

function padded(cells: string[], width: number): string[] {
  return cells.length === width ? cells : [...cells, ...Array<string>(width - cells.length).fill('')];
}

function explicitHeaderRows(rows: SpannedCell[][]): number | undefined {
  let count = 0;
  while (count < rows.length && rows[count]!.length > 0 && rows[count]!.every((cell) => cell.heading))
    count++;
  if (count === 0 || count === rows.length) return undefined;
  return Math.min(count, 3);
}

/** A first row of short, different words above more rows reads as a header. */
export function likelyHeaderRows(rows: string[][]): number {
  const [first, ...rest] = rows;
  if (!first || rest.length === 0 || first.length < 2 || !looksLikeHeader(first)) return 0;
  if (rest.slice(0, 3).every((row) => row.filter(Boolean).length < 2)) return 0;
  return first.length > 2 || namesTwoColumns(first, rest) ? 1 : 0;
}

/** Two columns are as likely labels with values: names must differ from what stands below them. */
function namesTwoColumns([left = '', right = '']: string[], rest: string[][]): boolean {
  if (/\d/.test(left + right)) return false;
  const below = rest.map((row) => row[1] ?? '').filter(Boolean);
  const lengths = below.map((cell) => cell.length).sort((a, b) => a - b);
  const typical = lengths[Math.floor(lengths.length / 2)] ?? 0;
  return below.length > 0 && (below.every(isValue) || (right.length <= 20 && typical >= right.length * 3));
}

/** A first cell may be empty: the corner of a cross table. */
export function looksLikeHeader(cells: string[]): boolean {
  const filled = cells.filter(Boolean);
  if (filled.length < 2 || filled.length < cells.length - 1) return false;
  if (new Set(filled).size < filled.length * 0.6) return false;
  return filled.every((cell) => cell.length <= 80 && !isValue(cell));
}

const VALUE = /^[-+(]?[¥$€£]?\s?\d[\d.,\s]*(?:%|[eE][+-]?\d+)?\)?$|^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}/;

/** A number, amount or full date; a bare year may head a column. */
export function isValue(cell: string): boolean {
  return VALUE.test(cell) && !/^(19|20)\d\d$/.test(cell);
}

/** The rows as blocks, each with its header; rows without any text are left out. */
export function* tableBlocks(table: Table, anchor: () => Anchor): Generator<BlockDraft> {
  const header = headerOf(table);
  for (const [i, cells] of table.rows.entries()) {
    const text = rowText(cells);
    if (text === '') continue;
    const isHeader = i < table.headerRows;
    yield {
      kind: 'table-row',
      text: isHeader && table.headerRows > 1 ? rowText(withoutRepeats(cells)) : text,
      cells: isHeader && table.headerRows > 1 ? withoutRepeats(cells) : cells,
      ...(header && !isHeader ? { header } : {}),
      anchor: anchor(),
    };
  }
}

function headerOf({ rows, headerRows }: Table): string[] | undefined {
  if (headerRows === 0) return undefined;
  const top = rows.slice(0, headerRows);
  return top[0]!.map((_, column) => [...new Set(top.map((row) => row[column]!).filter(Boolean))].join(' '));
}

/** A wide header cell is repeated for the columns below it, but read once. */
function withoutRepeats(cells: string[]): string[] {
  return cells.map((cell, i) => (i > 0 && cell === cells[i - 1] ? '' : cell));
}

/** A row is one line of text, so its cells are too. */
function oneLine(cell: string): string {
  return cell.includes('\n') ? cell.replace(/\n/g, ' ') : cell;
}
