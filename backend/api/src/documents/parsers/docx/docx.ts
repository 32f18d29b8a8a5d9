import type { BlockDraft } from '../../block.js';
import { OfficePackage, type Relation } from '../ooxml/package.js';
import type { XmlElement } from '../ooxml/xml.js';
import type { DraftSummary, Parser } from '../parser.js';
import { DocumentReader } from './document-reader.js';
import { Notes } from './notes.js';
import { Numbering } from './numbering.js';
import { Styles } from './styles.js';

/** Word documents: the body in order with its notes beside it, headers and footers last. */
export const docxParser: Parser = {
  format: 'docx',
  async *parse(bytes, context) {
    const office = OfficePackage.open(bytes, context.limits);
    const part = await office.mainPart('word/document.xml');
    const relations = await office.relations(part);
    const one = (type: string): Promise<XmlElement | undefined> => partOf(office, relations, type);
    const numbering = new Numbering(await one('numbering'));
    const notes = new Notes(await one('footnotes'), await one('endnotes'), await one('comments'));
    const reader = new DocumentReader(new Styles(await one('styles')), numbering, notes);

    for await (const node of office.children(part, 'body', (share) => context.progress(share)))
      yield* reader.node(node);
    yield* marginBlocks(office, relations, reader);
    return summaryOf(await office.properties(), reader.title, office.hasMacros);
  },
};

async function partOf(
  office: OfficePackage,
  relations: Relation[],
  type: string,
): Promise<XmlElement | undefined> {
  const relation = relations.find((one) => one.type === type && !one.external);
  return relation && office.xml(relation.target);
}

/** Each different header and footer once. */
async function* marginBlocks(
  office: OfficePackage,
  relations: Relation[],
  reader: DocumentReader,
): AsyncGenerator<BlockDraft> {
  const seen = new Set<string>();
  for (const relation of relations) {
    if ((relation.type !== 'header' && relation.type !== 'footer') || relation.external) continue;
    const root = await office.xml(relation.target);
    if (!root) continue;
    for (const block of reader.margin(root)) {
      if (seen.has(block.text)) continue;
      seen.add(block.text);
      yield block;
    }
  }
}

function summaryOf(
  properties: Record<string, string>,
  title: string | undefined,
  macros: boolean,
): DraftSummary {
  const meta = macros ? { ...properties, macros: 'present, never run' } : properties;
  const name = title ?? properties['title'];
  return name ? { title: name, meta } : { meta };
}
