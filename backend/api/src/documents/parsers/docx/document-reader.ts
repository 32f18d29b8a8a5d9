import type { Anchor, BlockDraft } from '../../block.js';
import { child, type XmlElement } from '../ooxml/xml.js';
import { describedPicture } from '../ooxml/pictures.js';
import { tidy } from '../plain-text.js';
import { tableBlocks } from '../table-grid.js';
import { readInline, type Inline } from './inline.js';
import type { Notes } from './notes.js';
import type { Numbering } from './numbering.js';
import type { Styles } from './styles.js';
import { layOutTable, ownRows } from './table.js';

/** Turns the body's elements into blocks, one call per element in document order. */
export class DocumentReader {
  title: string | undefined;
  private index = 0;

  constructor(
    private readonly styles: Styles,
    private readonly numbering: Numbering,
    private readonly notes: Notes,
  ) {}

  *node(node: XmlElement): Generator<BlockDraft> {
    switch (node.name) {
      case 'p':
        yield* this.paragraph(node);
        break;
      case 'tbl':
        yield* this.table(node);
        break;
      case 'del':
      case 'moveFrom':
      case 'sdtPr':
      case 'sectPr':
        break;
      case 'AlternateContent':
        yield* this.nodes((child(node, 'Choice') ?? child(node, 'Fallback'))?.children ?? []);
        break;
      default: // sdt, sdtContent, ins, moveTo, customXml and whatever else may wrap paragraphs
        yield* this.nodes(node.children);
    }
  }

  /** A header or footer: its paragraphs as notes. */
  *margin(root: XmlElement): Generator<BlockDraft> {
    for (const block of this.node(root)) {
      if (/\p{L}/u.test(block.text))
        yield block.kind === 'table-row' ? block : { kind: 'note', text: block.text, anchor: block.anchor };
    }
  }

  private *nodes(nodes: XmlElement[]): Generator<BlockDraft> {
    for (const node of nodes) yield* this.node(node);
  }

  private *paragraph(node: XmlElement): Generator<BlockDraft> {
    const inline = readInline(node);
    const block = this.blockOf(child(node, 'pPr'), inline);
    if (block) yield block;
    yield* this.beside(inline);
  }

  private blockOf(properties: XmlElement | undefined, inline: Inline): BlockDraft | undefined {
    const text = tidy(inline.text);
    if (text === '') return undefined;
    const list = this.styles.numbering(properties);
    const numbered = list !== undefined && this.numbering.has(list);
    const label = numbered ? tidy(this.numbering.nextLabel(list)) : '';
    const labelled = label === '' ? text : `${label} ${text}`;
    const level = this.headingLevel(properties, text);
    if (level !== undefined) {
      return {
        kind: 'heading',
        level: Math.min(level, 6),
        text: labelled.replace(/\n/g, ' '),
        anchor: this.anchor(),
      };
    }
    if (numbered || (list && this.styles.isListStyle(properties))) {
      return { kind: 'list-item', level: list.level + 1, text: labelled, anchor: this.anchor() };
    }
    return { kind: 'paragraph', text, anchor: this.anchor() };
  }

  private headingLevel(properties: XmlElement | undefined, text: string): number | undefined {
    if (this.styles.isTitle(properties) && text.length <= 200) {
      this.title ??= text.replace(/\n/g, ' ');
      return 1;
    }
    const level = this.styles.headingLevel(properties);
    return level !== undefined && text.length <= 400 ? level : undefined;
  }

  /** Text boxes and notes follow the paragraph that they hang on. */
  private *beside(inline: Inline): Generator<BlockDraft> {
    for (const box of inline.boxes) yield* this.nodes(box.children);
    for (const description of inline.pictures) {
      const text = describedPicture(description);
      if (text !== '') yield { kind: 'paragraph', text, anchor: this.anchor() };
    }
    for (const text of this.notes.of(inline)) yield { kind: 'note', text, anchor: this.anchor() };
  }

  private *table(node: XmlElement): Generator<BlockDraft> {
    const rows = ownRows(node);
    const single = rows.every((row) => row.length < 2);
    if (single) {
      for (const cell of rows.flat()) yield* this.nodes(cell.children);
      return;
    }
    const { table, inlines } = layOutTable(node);
    yield* tableBlocks(table, () => this.anchor());
    for (const inline of inlines) yield* this.beside(inline);
  }

  private anchor(): Anchor {
    return { kind: 'paragraph', index: ++this.index };
  }
}
