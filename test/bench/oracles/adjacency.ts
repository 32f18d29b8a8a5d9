import { bare, shared } from '../../support/text-scores.js';
import type { Grid } from './markdown.js';

/** A cell of a table with the rows and columns that it covers, both ends included. */
export interface PlacedCell {
  text: string;
  row: number;
  column: number;
  endRow: number;
  endColumn: number;
}

/**
 * The measure of the ICDAR 2013 table competition: which filled cells stand next to each other, to the right and below,
 * empty cells skipped. Equal neighbours are left out, so that a wide or tall cell may be given once or repeated.
 */
export function relationsOf(cells: PlacedCell[]): string[] {
  const at = new Map<string, PlacedCell>();
  let [rows, columns] = [0, 0];
  for (const cell of cells.filter(({ text }) => bare(text))) {
    for (let row = cell.row; row <= cell.endRow; row++)
      for (let column = cell.column; column <= cell.endColumn; column++) at.set(`${row},${column}`, cell);
    [rows, columns] = [Math.max(rows, cell.endRow + 1), Math.max(columns, cell.endColumn + 1)];
  }
  const pairs = new Map<PlacedCell, Set<string>>();
  const relate = (kind: string, from: PlacedCell, to: PlacedCell): void => {
    if (bare(from.text) === bare(to.text)) return;
    const known = pairs.get(from) ?? pairs.set(from, new Set()).get(from)!;
    known.add(`${kind}\0${bare(from.text)}\0${bare(to.text)}\0${to.row},${to.column}`);
  };
  along(
    rows,
    columns,
    (row, column) => at.get(`${row},${column}`),
    (from, to) => relate('right', from, to),
  );
  along(
    columns,
    rows,
    (column, row) => at.get(`${row},${column}`),
    (from, to) => relate('below', from, to),
  );
  return [...pairs.values()].flatMap((set) => [...set].map((key) => key.slice(0, key.lastIndexOf('\0'))));
}

function along(
  lines: number,
  length: number,
  cellAt: (line: number, place: number) => PlacedCell | undefined,
  relate: (from: PlacedCell, to: PlacedCell) => void,
): void {
  for (let line = 0; line < lines; line++) {
    let last: PlacedCell | undefined;
    for (let place = 0; place < length; place++) {
      const cell = cellAt(line, place);
      if (cell && last && cell !== last) relate(last, cell);
      last = cell ?? last;
    }
  }
}

export const gridRelations = (grid: Grid): string[] =>
  relationsOf(
    grid.flatMap((cells, row) =>
      cells.map((text, column) => ({ text, row, column, endRow: row, endColumn: column })),
    ),
  );

/** Relations of what was found against what there is: how many are right, found and wanted. */
export function compareRelations(
  wanted: string[],
  got: string[],
): { hits: number; found: number; wanted: number } {
  return { hits: shared(wanted, got), found: got.length, wanted: wanted.length };
}

/** Harmonic mean of precision and recall, each averaged over documents as in the competition. */
export class TableScore {
  private readonly precisions: number[] = [];
  private readonly recalls: number[] = [];

  add({ hits, found, wanted }: { hits: number; found: number; wanted: number }): void {
    if (found > 0) this.precisions.push(hits / found);
    if (wanted > 0) this.recalls.push(hits / wanted);
  }

  figures(): Record<string, number> {
    if (this.recalls.length === 0) return {};
    const [tablePrecision, tableRecall] = [mean(this.precisions), mean(this.recalls)];
    const sum = tablePrecision + tableRecall;
    return { tableF1: sum ? (2 * tablePrecision * tableRecall) / sum : 0, tablePrecision, tableRecall };
  }
}

const mean = (values: number[]): number =>
  values.length ? values.reduce((sum, one) => sum + one, 0) / values.length : 0;
