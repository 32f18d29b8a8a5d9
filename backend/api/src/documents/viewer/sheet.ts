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

/** Enough for any table that people read; what lies beyond is counted out, not cut inside a cited row. */
const MOST_COLUMNS = 80;

/** A sheet as people know it: column letters above, row numbers at the left, both and the header row frozen. */
export function drawSheet(sheet: string, blocks: readonly Block[], marker: Marker, labels: Labels): Html {
  const rows = blocks.flatMap(placed);
  const [first, last] = columnsOf(rows);
  const letters = Array.from({ length: last - first + 1 }, (_, i) => columnLetters(first + i));
  const frozen = lastHeaderOrdinal(blocks);
  const body = rows.map((row) => drawRow(row, first, last, row.block.ordinal === frozen, marker));
  return markup`<section class="sheet">
    <h2>${labels.sheet(sheet)}</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="${labels.sheet(sheet)}">
      <table class="grid">
        <thead>
          <tr>
            <th class="corner"></th>
            ${letters.map((letter) => markup`<th scope="col" class="letter">${letter}</th>`)}
          </tr>
          ${missingHeader(rows, first, last)}
        </thead>
        <tbody>
          ${body}
        </tbody>
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

function columnsOf(rows: readonly Row[]): [first: number, last: number] {
  const used = rows.filter(({ block }) => block.cells);
  const first = Math.min(...used.map(({ column }) => column), ...(used.length ? [] : [1]));
  const last = Math.max(first, ...used.map(({ block, column }) => column + block.cells!.length - 1));
  return [first, Math.min(last, first + MOST_COLUMNS - 1)];
}

/** The row that stays in sight: the last one before the first row that has a header. */
function lastHeaderOrdinal(blocks: readonly Block[]): number | null {
  const at = blocks.findIndex((block) => block.header);
  const before = at > 0 ? blocks[at - 1]! : undefined;
  return before?.kind === 'table-row' && !before.header ? before.ordinal : null;
}

function drawRow(
  { block, row, column }: Row,
  first: number,
  last: number,
  isFrozen: boolean,
  marker: Marker,
): Html {
  const number = markup`<th scope="row" class="number">${row}</th>`;
  const cited = marker.isCited(block) ? ' cited' : '';
  if (!block.cells)
    return markup`<tr class="wide${cited}">
      ${number}
      <td colspan="${last - first + 1}">${marker.block(block)}</td>
    </tr>`;
  const cells = marker.cells(block);
  const columns = Array.from({ length: last - first + 1 }, (_, i) => {
    const at = first + i - column;
    const kind = isNumeric(block.cells![at]) ? 'n' : '';
    return markup`<td class="${kind}" dir="auto">${cells[at]}</td>`;
  });
  return markup`<tr class="${isFrozen ? 'frozen' : ''}${cited}">
    ${number}${columns}
  </tr>`;
}

/** Where the shown part begins below the header row, its names stand above all the same. */
function missingHeader(rows: readonly Row[], first: number, last: number): Html | null {
  const top = rows[0];
  if (!top?.block.header) return null;
  const { header } = top.block;
  const names = Array.from({ length: last - first + 1 }, (_, i) => header[first + i - top.column] ?? '');
  return markup`<tr class="names">
    <th class="number"></th>
    ${names.map((name) => markup`<th scope="col">${name}</th>`)}
  </tr>`;
}

export const isNumeric = (cell: string | undefined): boolean =>
  cell !== undefined && /^[-+(]?[^\p{L}\d]{0,2}\d[\d,.\s]*\s?%?\)?$/u.test(cell);
