import type { Anchor, BlockDraft } from '../../block.js';
import type { OfficePackage } from '../ooxml/package.js';
import { all, child, descend, type XmlElement } from '../ooxml/xml.js';
import { tidy } from '../plain-text.js';
import { layOut, tableBlocks } from '../table-grid.js';
import { describedPicture } from '../ooxml/pictures.js';
import { readChart } from './chart.js';

/** A slide with the parts that its frames refer to. */
export interface SlideParts {
  slide: XmlElement | undefined;
  notes: XmlElement | undefined;
  comments: XmlElement[];
  /** Charts and SmartArt drawings by relation id. */
  framed: Map<string, XmlElement>;
}

const FRAMED = new Set(['chart', 'diagramData', 'chartEx']);

export async function readSlideParts(office: OfficePackage, part: string): Promise<SlideParts> {
  const parts: SlideParts = {
    slide: await office.xml(part),
    notes: undefined,
    comments: [],
    framed: new Map(),
  };
  for (const relation of await office.relations(part)) {
    if (relation.external) continue;
    if (FRAMED.has(relation.type)) {
      const root = await office.xml(relation.target);
      if (root) parts.framed.set(relation.id, root);
    } else if (relation.type === 'notesSlide') parts.notes = await office.xml(relation.target);
    else if (relation.type === 'comments') {
      const root = await office.xml(relation.target);
      if (root) parts.comments.push(root);
    }
  }
  return parts;
}

export function* slideBlocks(parts: SlideParts, number: number): Generator<BlockDraft> {
  const reader = new SlideReader(number, parts);
  yield* reader.body();
  yield* reader.notes();
}

class SlideReader {
  private index = 0;

  constructor(
    private readonly number: number,
    private readonly parts: SlideParts,
  ) {}

  /** The title first, wherever it stands in the file; the rest from top to bottom as the file has it. */
  *body(): Generator<BlockDraft> {
    const shapes = [...shapesOf(descend(this.parts.slide, 'cSld', 'spTree'))];
    const title = shapes.find((shape) => isTitle(shape) && shapeText(shape) !== '');
    if (title) yield this.block('heading', shapeText(title).replace(/\n/g, ' '), 1);
    for (const shape of shapes) if (shape !== title) yield* this.shape(shape);
    for (const text of this.parts.comments.flatMap(commentTexts)) yield this.block('note', text);
  }

  *notes(): Generator<BlockDraft> {
    let index = 0;
    for (const shape of shapesOf(descend(this.parts.notes, 'cSld', 'spTree'))) {
      const type = placeholder(shape);
      if (type !== undefined && type !== 'body') continue; // slide image, number, date, header and footer
      for (const paragraph of paragraphsOf(shape)) {
        const text = paragraphText(paragraph);
        const anchor: Anchor = { kind: 'slide', slide: this.number, part: 'notes', index: index + 1 };
        if (text === '') continue;
        index++;
        yield { kind: 'note', text, anchor };
      }
    }
  }

  private *shape(shape: XmlElement): Generator<BlockDraft> {
    if (shape.name === 'pic') {
      const text = describedPicture(descend(shape, 'nvPicPr', 'cNvPr')?.attributes['descr']);
      if (text !== '') yield this.block('paragraph', text);
      return;
    }
    if (shape.name === 'graphicFrame') {
      yield* this.frame(shape);
      return;
    }
    const type = placeholder(shape);
    if (type === 'sldNum' || (type === 'dt' && isField(shape))) return;
    const bulleted =
      type === undefined ? hasBullets(shape) : type === 'body' || type === 'obj' || type === '';
    const paragraphs = paragraphsOf(shape).filter((paragraph) => paragraphText(paragraph) !== '');
    for (const paragraph of paragraphs) {
      const isItem = bulleted && paragraphs.length > 1;
      const level = Number(child(paragraph, 'pPr')?.attributes['lvl'] ?? 0) + 1;
      yield isItem
        ? this.block('list-item', paragraphText(paragraph), level)
        : this.block('paragraph', paragraphText(paragraph));
    }
  }

  private *frame(frame: XmlElement): Generator<BlockDraft> {
    const data = descend(frame, 'graphic', 'graphicData');
    const table = child(data, 'tbl');
    if (table) yield* tableBlocks(layOut(tableCells(table)), () => this.anchor());
    for (const node of data?.children ?? []) {
      const id = node.attributes['r:id'] ?? node.attributes['r:dm'] ?? node.attributes['dm'];
      const framed = id === undefined ? undefined : this.parts.framed.get(id);
      if (framed?.name === 'chartSpace') yield* this.chart(framed);
      else if (framed) for (const text of diagramTexts(framed)) yield this.block('paragraph', text);
    }
  }

  private *chart(root: XmlElement): Generator<BlockDraft> {
    const { titles, table, lines } = readChart(root);
    for (const text of [...titles, ...lines]) yield this.block('paragraph', text);
    const rows = (table ?? []).map((cells, i) => cells.map((text) => ({ text, heading: i === 0 })));
    yield* tableBlocks(layOut(rows), () => this.anchor());
  }

  private block(kind: BlockDraft['kind'], text: string, level?: number): BlockDraft {
    const anchor = this.anchor();
    return level === undefined ? { kind, text, anchor } : { kind, level: Math.min(level, 6), text, anchor };
  }

  private anchor(): Anchor {
    return { kind: 'slide', slide: this.number, part: 'body', index: ++this.index };
  }
}

/** Shapes in document order, groups opened. */
function* shapesOf(tree: XmlElement | undefined): Generator<XmlElement> {
  for (const node of tree?.children ?? []) {
    if (node.name === 'sp' || node.name === 'graphicFrame' || node.name === 'pic') yield node;
    else if (node.name === 'grpSp') yield* shapesOf(node);
    else if (node.name === 'AlternateContent')
      yield* shapesOf(child(node, 'Choice') ?? child(node, 'Fallback'));
  }
}

/** Type of the shape's placeholder; '' when it has none but is one, undefined when it is no placeholder. */
function placeholder(shape: XmlElement): string | undefined {
  const properties = shape.children.find((node) => /^nv(Sp|GraphicFrame)Pr$/.test(node.name));
  const node = descend(properties, 'nvPr', 'ph');
  return node && (node.attributes['type'] ?? '');
}

/** Filled in by the program, as the date of the day. */
function isField(shape: XmlElement): boolean {
  return paragraphsOf(shape).every((paragraph) => !child(paragraph, 'r'));
}

function isTitle(shape: XmlElement): boolean {
  const type = placeholder(shape);
  return type === 'title' || type === 'ctrTitle';
}

function paragraphsOf(shape: XmlElement): XmlElement[] {
  return (child(shape, 'txBody')?.children ?? []).filter((node) => node.name === 'p');
}

function shapeText(shape: XmlElement): string {
  return tidy(paragraphsOf(shape).map(paragraphText).join('\n'));
}

function hasBullets(shape: XmlElement): boolean {
  return paragraphsOf(shape).some((paragraph) => {
    const properties = child(paragraph, 'pPr');
    return child(properties, 'buChar') !== undefined || child(properties, 'buAutoNum') !== undefined;
  });
}

export function paragraphText(paragraph: XmlElement): string {
  let text = '';
  for (const node of paragraph.children) {
    if (node.name === 'r' || node.name === 'fld') text += child(node, 't')?.text ?? '';
    else if (node.name === 'br') text += '\n';
    else if (node.name === 'm' || node.name === 'AlternateContent')
      text += [...all(node, 't')].map((one) => one.text).join('');
  }
  return tidy(text);
}

function tableCells(table: XmlElement) {
  const firstIsHeader = /^(1|true)$/.test(child(table, 'tblPr')?.attributes['firstRow'] ?? '');
  const rows = table.children.filter((node) => node.name === 'tr');
  return rows.map((row, i) =>
    row.children
      .filter(
        (cell) => cell.name === 'tc' && !isOnAttribute(cell, 'hMerge') && !isOnAttribute(cell, 'vMerge'),
      )
      .map((cell) => ({
        text: tidy(
          (child(cell, 'txBody')?.children ?? [])
            .filter((p) => p.name === 'p')
            .map(paragraphText)
            .join('\n'),
        ),
        columns: Number(cell.attributes['gridSpan'] ?? 1) || 1,
        rows: Number(cell.attributes['rowSpan'] ?? 1) || 1,
        heading: firstIsHeader && i === 0,
      })),
  );
}

function isOnAttribute(node: XmlElement, name: string): boolean {
  return /^(1|true)$/.test(node.attributes[name] ?? '');
}

/** SmartArt: a paragraph per point. */
function diagramTexts(root: XmlElement): string[] {
  return [...all(root, 'p')].map(paragraphText).filter(Boolean);
}

function commentTexts(root: XmlElement): string[] {
  return [...all(root, 'text')].map((node) => tidy(node.text)).filter(Boolean);
}
