export interface CellRange {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** 'AB' of column 27; columns count from 0. */
export function columnName(column: number): string {
  let name = '';
  for (let left = column + 1; left > 0; left = Math.floor((left - 1) / 26)) {
    name = String.fromCharCode(65 + ((left - 1) % 26)) + name;
  }
  return name;
}

/** Column from 0 of a reference such as 'AB12'; -1 when it has none. */
export function columnOf(reference: string): number {
  let column = 0;
  for (let i = 0; i < reference.length; i++) {
    const code = reference.charCodeAt(i) & ~32;
    if (code < 65 || code > 90) break;
    column = column * 26 + code - 64;
  }
  return column - 1;
}

/** 'B7:D7', or 'B7' for one cell; rows from 1, columns from 0. */
export function rangeName({ left, top, right, bottom }: CellRange): string {
  const start = `${columnName(left)}${top}`;
  return left === right && top === bottom ? start : `${start}:${columnName(right)}${bottom}`;
}

export function parseRange(range: string): CellRange | undefined {
  const match = /^\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?(\d+))?$/i.exec(range);
  if (!match) return undefined;
  const [, left = '', top = '', right = left, bottom = top] = match;
  return { left: columnOf(left), top: Number(top), right: columnOf(right), bottom: Number(bottom) };
}
