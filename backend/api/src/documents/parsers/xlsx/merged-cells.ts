import type { CellRange } from './cell-range.js';
import type { SheetRow } from './sheet-reader.js';

/** Shows the value of a tall merged cell in each row that it spans, as a reader sees it beside them. */
export class MergedCells {
  private readonly waiting: CellRange[];
  private open: { range: CellRange; value: string }[] = [];

  constructor(ranges: CellRange[]) {
    this.waiting = ranges.filter((range) => range.bottom > range.top).sort((a, b) => b.top - a.top);
  }

  /** Rows come in ascending order. */
  fill(row: SheetRow): void {
    this.open = this.open.filter(({ range }) => range.bottom >= row.number);
    for (const { range, value } of this.open)
      if (!row.cells.has(range.left)) row.cells.set(range.left, value);
    for (let next = this.waiting.at(-1); next && next.top <= row.number; next = this.waiting.at(-1)) {
      this.waiting.pop();
      const value = row.cells.get(next.left);
      if (next.top === row.number && value !== undefined) this.open.push({ range: next, value });
    }
  }
}
