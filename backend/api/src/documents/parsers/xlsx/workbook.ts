import type { OfficePackage, Relation } from '../ooxml/package.js';
import { all, child, type XmlElement } from '../ooxml/xml.js';
import { CellStyles } from './cell-styles.js';
import { parseRange } from './cell-range.js';
import type { DefinedTable } from './sheet-blocks.js';

export interface Sheet {
  name: string;
  part: string;
  hidden: boolean;
}

/** What all sheets of a workbook share. */
export interface Workbook {
  sheets: Sheet[];
  strings: string[];
  styles: CellStyles;
}

export async function readWorkbook(office: OfficePackage): Promise<Workbook> {
  const part = await office.mainPart('xl/workbook.xml');
  const root = await office.xml(part);
  const relations = await office.relations(part);
  const date1904 = /^(1|true)$/.test(child(root, 'workbookPr')?.attributes['date1904'] ?? '');
  const styles = relations.find((relation) => relation.type === 'styles' && !relation.external);
  return {
    sheets: sheetsOf(root, relations),
    strings: await readStrings(office, relations),
    styles: new CellStyles(styles && (await office.xml(styles.target)), date1904),
  };
}

/** Sheets in the order of their tabs; chart and macro sheets have no cells. */
function sheetsOf(root: XmlElement | undefined, relations: Relation[]): Sheet[] {
  const sheets: Sheet[] = [];
  for (const node of child(root, 'sheets')?.children ?? []) {
    const relation = relations.find(({ id }) => id === node.attributes['r:id']);
    if (relation?.type !== 'worksheet' || relation.external) continue;
    const hidden = /hidden/i.test(node.attributes['state'] ?? '');
    sheets.push({ name: node.attributes['name'] ?? '', part: relation.target, hidden });
  }
  return sheets;
}

async function readStrings(office: OfficePackage, relations: Relation[]): Promise<string[]> {
  const relation = relations.find(({ type, external }) => type === 'sharedStrings' && !external);
  const strings: string[] = [];
  if (!relation) return strings;
  for await (const node of office.children(relation.target, 'sst')) {
    if (node.name === 'si') strings.push(richText(node));
  }
  return strings;
}

/** Text of a string item; pronunciation marks are left out. */
export function richText(node: XmlElement): string {
  let text = '';
  for (const next of node.children) {
    if (next.name === 't') text += next.text;
    else if (next.name === 'r') text += richText(next);
  }
  return text;
}

export async function readTables(office: OfficePackage, relations: Relation[]): Promise<DefinedTable[]> {
  const tables: DefinedTable[] = [];
  for (const relation of relations) {
    if (relation.type !== 'table' || relation.external) continue;
    const root = await office.xml(relation.target);
    const range = parseRange(root?.attributes['ref'] ?? '');
    if (!root || !range) continue;
    const columns = [...all(root, 'tableColumn')].map((column) =>
      (column.attributes['name'] ?? '').replace(/_x000a_|\s+/gi, ' '),
    );
    tables.push({ range, columns, hasHeader: root.attributes['headerRowCount'] !== '0' });
  }
  return tables;
}
