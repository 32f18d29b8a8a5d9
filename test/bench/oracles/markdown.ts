/** Rows of cells; rows may differ in length. */
export type Grid = string[][];

/** The pipe tables of a Markdown text. */
export function markdownTables(source: string): Grid[] {
  const tables: Grid[] = [];
  let open = false;
  for (const line of source.split('\n')) {
    const isRow = /^\s*\|.*\|\s*$/.test(line);
    if (isRow && !open) tables.push([]);
    open = isRow;
    if (isRow && !/^[\s|:-]+$/.test(line)) tables.at(-1)!.push(cellsOf(line));
  }
  return tables.filter((rows) => rows.length > 0);
}

const cellsOf = (line: string): string[] =>
  line
    .trim()
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.replace(/\\\|/g, '|').trim());

/** A text that was written as Markdown, as a reader of plain text would see it; '' where only form was meant. */
export function withoutForm(wanted: string): string {
  if (/data:image|^```|^[\s|:-]*$/.test(wanted)) return '';
  return wanted
    .replace(/!?\[([^\]]*)\](\([^)]*\)?)?/g, '$1')
    .replace(/^\]\(\S*$/, '')
    .replace(/^>\s*|^\*\s+(?!\*)/, '');
}
