import type { Block } from '../block.js';
import { columnLetters, firstCell } from './cell-address.js';
import type { Marker } from './highlight.js';
import { Html, markup } from './markup.js';
import type { Labels } from './labels.js';

interface Row {
  block: Block;
  row: number;
  /** Column of the first of its cells, from 1. */
  column: number;
}

interface Grid {
  /** Columns shown, from 1. */
  first: number;
  last: number;
  /** Ordinal of the row that stays in sight. */
  frozen: number | null;
}

/** What the drawing functions share: where the cited words are, and the words of the page itself. */
export interface Pen {
  marker: Marker;
  labels: Labels;
}

/** Enough for any table that people read; what lies beyond is counted out, not cut inside a cited row. */
const MOST_COLUMNS = 80;

/** A sheet as people know it: column letters above, row numbers at the left, both and the header row frozen. */
export function drawSheet(sheet: string, blocks: readonly Block[], { marker, labels }: Pen): Html {
  const rows = blocks.flatMap(placed);
  const grid = { ...columnsOf(rows), frozen: lastHeaderOrdinal(blocks) };
  return markup`<section class="sheet">
    <h2>${labels.sheet(sheet)}</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="${labels.sheet(sheet)}">
      <table class="grid">
        <thead>
          <tr><th class="corner"></th>${columns(grid, (column) => markup`<th scope="col" class="letter">${columnLetters(column)}</th>`)}</tr>
          ${missingHeader(rows, grid)}
        </thead>
        <tbody>${rows.map((row) => drawRow(row, grid, marker))}</tbody>
      </table>
    </div>
  </section>`;
}

function placed(block: Block): Row[] {
  if (block.anchor.kind !== 'cells') return [];
  const cell = firstCell(block.anchor.range) ?? { column: 1, row: 1 };
  const isSheetName = block.kind === 'heading' && block.level === 1;
  return isSheetName ? [] : [{ block, ...cell }];
}

function columnsOf(rows: readonly Row[]): Pick<Grid, 'first' | 'last'> {
  const used = rows.filter(({ block }) => block.cells);
  const first = Math.min(...used.map(({ column }) => column), ...(used.length ? [] : [1]));
  const last = Math.max(first, ...used.map(({ block, column }) => column + block.cells!.length - 1));
  return { first, last: Math.min(last, first + MOST_COLUMNS - 1) };
}

const columns = (grid: Grid, draw: (column: number) => Html): Html[] =>
  Array.from({ length: grid.last - grid.first + 1 }, (_, i) => draw(grid.first + i));

/** The row that stays in sight: the last one before the first row that has a header. */
function lastHeaderOrdinal(blocks: readonly Block[]): number | null {
  const at = blocks.findIndex((block) => block.header);
  const before = at > 0 ? blocks[at - 1]! : undefined;
  return before?.kind === 'table-row' && !before.header ? before.ordinal : null;
}

function drawRow({ block, row, column }: Row, grid: Grid, marker: Marker): Html {
  const cited = marker.isCited(block) ? 'cited' : '';
  const number = markup`<th scope="row" class="number">${row}</th>`;
  const alone = !block.cells || (column === grid.first && block.cells.length === 1);
  if (alone) {
    const width = grid.last - grid.first + 1;
    return markup`<tr class="wide ${cited}">${number}<td colspan="${width}" dir="auto">${marker.block(block)}</td></tr>`;
  }
  const cells = marker.cells(block);
  const drawn = columns(grid, (at) => {
    const i = at - column;
    return markup`<td class="${cellKind(block.cells![i])}" dir="auto">${cells[i]}</td>`;
  });
  return markup`<tr class="${block.ordinal === grid.frozen ? 'frozen' : ''} ${cited}">${number}${drawn}</tr>`;
}

/** Where the shown part begins below the header row, its names stand above all the same. */
function missingHeader(rows: readonly Row[], grid: Grid): Html | null {
  const top = rows[0];
  const header = top?.block.header;
  if (!top || !header) return null;
  const names = columns(grid, (at) => markup`<th scope="col">${header[at - top.column]}</th>`);
  return markup`<tr class="names"><th class="number"></th>${names}</tr>`;
}

const SHORT = 24;

/** Numbers stand at the right; they and short words are not broken. */
export function cellKind(cell: string | undefined): 'n' | 's' | '' {
  if (isNumeric(cell)) return 'n';
  return cell !== undefined && cell.length <= SHORT ? 's' : '';
}

const isNumeric = (cell: string | undefined): boolean =>
  cell !== undefined && /^[-+(]?[^\p{L}\d]{0,2}\d[\d,.\s]*\s?%?\)?$/u.test(cell);
