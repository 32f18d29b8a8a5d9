import type { BlockDraft } from '../../block.js';
import { OfficePackage, type Relation } from '../ooxml/package.js';
import { all, child, type XmlElement } from '../ooxml/xml.js';
import type { DraftSummary, ParseContext, Parser } from '../parser.js';
import { tidy } from '../plain-text.js';
import { SheetBlocks } from './sheet-blocks.js';
import { skimExtras } from './sheet-extras.js';
import { readRows } from './sheet-reader.js';
import { readTables, readWorkbook, richText, type Sheet, type Workbook } from './workbook.js';

/** Workbooks, sheet by sheet and row by row: only what the sheets share is kept in memory. */
export const xlsxParser: Parser = {
  format: 'xlsx',
  async *parse(bytes, context) {
    const office = OfficePackage.open(bytes, context.limits);
    const workbook = await readWorkbook(office);
    const total = workbook.sheets.reduce((sum, { part }) => sum + office.zip.size(part), 0) || 1;
    let before = 0;
    for (const sheet of workbook.sheets) {
      const size = office.zip.size(sheet.part);
      const progress = (share: number): void => context.progress((before + share * size) / total);
      yield* sheetBlocks(office, workbook, sheet, { ...context, progress });
      before += size;
    }
    return summaryOf(await office.properties(), workbook.sheets, office.hasMacros);
  },
};

async function* sheetBlocks(
  office: OfficePackage,
  workbook: Workbook,
  sheet: Sheet,
  context: ParseContext,
): AsyncGenerator<BlockDraft> {
  const relations = await office.relations(sheet.part);
  const extras = await skimExtras(office.slices(sheet.part));
  const blocks = new SheetBlocks(sheet.name, extras, await readTables(office, relations));
  const slices = office.slices(sheet.part, context.progress);
  let any = false;
  for await (const row of readRows(slices, workbook.strings, workbook.styles, context.limits.maxDepth)) {
    if (!any) yield sheetHeading(sheet);
    any = true;
    yield* blocks.row(row);
  }
  yield* blocks.end();
  yield* commentBlocks(office, relations, sheet);
}

function sheetHeading({ name, hidden }: Sheet): BlockDraft {
  const text = hidden ? `${name} (hidden sheet)` : name;
  return { kind: 'heading', level: 1, text: tidy(text), anchor: { kind: 'cells', sheet: name, range: 'A1' } };
}

async function* commentBlocks(
  office: OfficePackage,
  relations: Relation[],
  sheet: Sheet,
): AsyncGenerator<BlockDraft> {
  for (const relation of relations) {
    if (relation.type !== 'comments' || relation.external) continue;
    const root = await office.xml(relation.target);
    const authors = (child(root, 'authors')?.children ?? []).map((author) => author.text.trim());
    for (const comment of root ? all(root, 'comment') : []) {
      const text = commentText(comment, authors[Number(comment.attributes['authorId'])]);
      const range = comment.attributes['ref'] ?? 'A1';
      if (text !== '') yield { kind: 'note', text, anchor: { kind: 'cells', sheet: sheet.name, range } };
    }
  }
}

/** Threaded comments carry a notice for old programs before their text, and an id as author. */
function commentText(comment: XmlElement, author: string | undefined): string {
  const text = tidy(comment.children.map(richText).join('\n'));
  const threaded = /^\[Threaded comment\][^]*?\nComment:\s*([^]*)$/.exec(text)?.[1];
  if (threaded !== undefined) return tidy(threaded);
  return author && text !== '' && !text.startsWith(author) ? `${author}: ${text}` : text;
}

function summaryOf(properties: Record<string, string>, sheets: Sheet[], macros: boolean): DraftSummary {
  const meta = { ...properties, sheets: String(sheets.length) };
  const hidden = sheets.filter((sheet) => sheet.hidden).map((sheet) => sheet.name);
  if (hidden.length > 0) Object.assign(meta, { hiddenSheets: hidden.join(', ') });
  if (macros) Object.assign(meta, { macros: 'present, never run' });
  return properties['title'] ? { title: properties['title'], meta } : { meta };
}
