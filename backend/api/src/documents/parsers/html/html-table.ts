import { attribute, isElement, type HtmlElement } from './html-tree.js';

/** The rows of this table itself, not of tables inside its cells. */
export function readTable(table: HtmlElement): { rows: HtmlElement[][]; captions: HtmlElement[] } {
  const rows: HtmlElement[][] = [];
  const captions: HtmlElement[] = [];
  const visit = (element: HtmlElement): void => {
    for (const child of element.childNodes) {
      if (!isElement(child)) continue;
      if (child.tagName === 'tr') rows.push(cellsOf(child));
      else if (child.tagName === 'caption') captions.push(child);
      else if (/^t(head|body|foot)$/.test(child.tagName)) visit(child);
    }
  };
  visit(table);
  return { rows, captions };
}

function cellsOf(row: HtmlElement): HtmlElement[] {
  return row.childNodes.filter(
    (node): node is HtmlElement => isElement(node) && /^t[dh]$/.test(node.tagName),
  );
}

/** Tables that only place things: one column, said so, or with headings and tables inside. */
export function isLayoutTable(table: HtmlElement, rows: HtmlElement[][]): boolean {
  const role = attribute(table, 'role');
  if (role === 'presentation' || role === 'none') return true;
  if (rows.every((row) => row.length < 2)) return true;
  return rows.flat().some((cell) => contains(cell, /^(h[1-6]|table)$/));
}

function contains(element: HtmlElement, names: RegExp): boolean {
  return element.childNodes.some(
    (node) => isElement(node) && (names.test(node.tagName) || contains(node, names)),
  );
}
