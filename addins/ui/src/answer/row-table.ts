export interface RowCells {
  /** '' where a cell has no name. */
  names: string[];
  values: string[];
}

const NAMED = /^([^:]{1,80}): (.+)$/su;

/** A quoted row, "Quarter: Q2 · Release: 5.0" or "Q2 | 5.0", as the cells that it was made of. */
export function cellsOf(text: string): RowCells {
  const parts = text.split(text.includes(' · ') || !text.includes(' | ') ? ' · ' : ' | ');
  const cells = parts.map((part) => NAMED.exec(part));
  return {
    names: cells.map((cell) => cell?.[1] ?? ''),
    values: parts.map((part, index) => cells[index]?.[2] ?? part),
  };
}

/** The common names of some rows' columns; undefined where the rows differ or have none. */
export function commonNames(rows: RowCells[]): string[] | undefined {
  const [first] = rows;
  if (!first || first.names.every((name) => name === '')) return undefined;
  const isSame = rows.every(({ names }) => names.join('\n') === first.names.join('\n'));
  return isSame ? first.names : undefined;
}
