import { rowText } from '../../block.js';
import { child, descend, isOn, type XmlElement } from '../ooxml/xml.js';
import { tidy } from '../plain-text.js';
import { layOut, type SpannedCell, type Table } from '../table-grid.js';
import { readInline, type Inline } from './inline.js';

const WRAPPERS = new Set(['sdt', 'sdtContent', 'ins', 'customXml', 'moveTo', 'smartTag']);

function* within(node: XmlElement, name: string): Generator<XmlElement> {
  for (const next of node.children) {
    if (next.name === name) yield next;
    else if (WRAPPERS.has(next.name)) yield* within(next, name);
  }
}

/** The cells of each row, rows that were deleted left out. */
export function ownRows(table: XmlElement): XmlElement[][] {
  return [...within(table, 'tr')]
    .filter((row) => !descend(row, 'trPr', 'del'))
    .map((row) => [...within(row, 'tc')]);
}

/** A Word table on its grid, and what hangs on its paragraphs. */
export function layOutTable(table: XmlElement): { table: Table; inlines: Inline[] } {
  const inlines: Inline[] = [];
  const rows = [...within(table, 'tr')].filter((row) => !descend(row, 'trPr', 'del'));
  const cells = rows.map((row) => readRow(row, inlines));
  return { table: layOut(withTallCells(cells)), inlines };
}

interface WordCell extends SpannedCell {
  /** Continues the cell above. */
  continues: boolean;
}

function readRow(row: XmlElement, inlines: Inline[]): WordCell[] {
  const properties = child(row, 'trPr');
  const heading = isOn(child(properties, 'tblHeader'));
  const skipped = Number(child(properties, 'gridBefore')?.attributes['val'] ?? 0) || 0;
  const cells = [...within(row, 'tc')].map((cell) => readCell(cell, heading, inlines));
  return skipped > 0 ? [{ text: '', columns: skipped, heading, continues: false }, ...cells] : cells;
}

function readCell(cell: XmlElement, heading: boolean, inlines: Inline[]): WordCell {
  const properties = child(cell, 'tcPr');
  const merge = child(properties, 'vMerge');
  const columns = Number(child(properties, 'gridSpan')?.attributes['val'] ?? 1) || 1;
  const continues = merge !== undefined && merge.attributes['val'] !== 'restart';
  return { text: continues ? '' : cellText(cell, inlines), columns, heading, continues };
}

/** Paragraphs one a line; the rows of a table inside a cell one a line too. */
function cellText(node: XmlElement, inlines: Inline[]): string {
  const lines: string[] = [];
  for (const next of node.children) {
    if (next.name === 'p') {
      const inline = readInline(next);
      inlines.push(inline);
      lines.push(inline.text);
    } else if (next.name === 'tbl') {
      for (const row of ownRows(next)) lines.push(rowText(row.map((cell) => cellText(cell, inlines))));
    } else if (WRAPPERS.has(next.name)) {
      lines.push(cellText(next, inlines));
    }
  }
  return tidy(lines.join('\n'));
}

/** Word says "continues" in the cells below; the grid wants the number of rows at the top. */
function withTallCells(rows: WordCell[][]): SpannedCell[][] {
  const tops = new Map<number, WordCell>();
  return rows.map((row) => {
    let column = 0;
    const kept: SpannedCell[] = [];
    for (const cell of row) {
      const top = tops.get(column);
      if (cell.continues && top) top.rows = (top.rows ?? 1) + 1;
      else {
        tops.set(column, cell);
        kept.push(cell);
      }
      column += cell.columns ?? 1;
    }
    return kept;
  });
}
