import { parse } from 'parse5';
import type { BlockDraft } from '../../block.js';
import { HeadingAnchors } from '../heading-path.js';
import { ParseFailure } from '../parse-failure.js';
import type { DraftSummary, ParseContext, Parser } from '../parser.js';
import { tidy, tidyCode } from '../plain-text.js';
import { layOut, tableBlocks } from '../table-grid.js';
import { decoderFor, decodeText } from '../text-decoding.js';
import { isBlockElement, nodeText, preformattedText } from './html-text.js';
import {
  attribute,
  elementsNamed,
  isBoilerplate,
  isElement,
  type HtmlElement,
  type HtmlNode,
} from './html-tree.js';
import { isLayoutTable, readTable } from './html-table.js';

export const htmlParser: Parser = {
  format: 'html',
  async *parse(bytes, context) {
    const { text, encoding } = decodeText(bytes, declaredCharset(bytes));
    const { blocks, title } = htmlBlocks(text, context);
    yield* blocks;
    const summary: DraftSummary = { meta: { encoding } };
    return title ? { ...summary, title } : summary;
  },
};

/** The blocks of a page with its title; mails use it too. */
export function htmlBlocks(
  html: string,
  context: ParseContext,
): { blocks: Generator<BlockDraft>; title?: string } {
  const root = parse(html);
  const page = root.childNodes.find(
    (node): node is HtmlElement => isElement(node) && node.tagName === 'html',
  );
  const reader = new HtmlReader(context);
  if (!page) return { blocks: reader.read([]) };
  const title = firstText(page, 'title') ?? firstText(page, 'h1');
  const blocks = reader.read(mainContent(page));
  return title ? { blocks, title } : { blocks };
}

/** `charset=` in the first 4 KB, as browsers look for it. */
function declaredCharset(bytes: Uint8Array): string | undefined {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 4096));
  const label =
    /<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)/i.exec(head)?.[1] ??
    /<\?xml[^>]+encoding=["']([\w-]+)/i.exec(head)?.[1];
  return label && decoderFor(label) ? label : undefined;
}

function firstText(page: HtmlElement, name: string): string | undefined {
  const element = elementsNamed(page, name).next().value;
  const text = element && tidy(element.childNodes.map(nodeText).join('')).replace(/\n/g, ' ');
  return text || undefined;
}

const MIN_MAIN_LENGTH = 200;

/** What the page itself calls its main content, when there is enough of it. */
function mainContent(page: HtmlElement): HtmlNode[] {
  const mains = [...elementsNamed(page, 'main')];
  if (mains.length === 1 && tidy(nodeText(mains[0]!)).length >= MIN_MAIN_LENGTH) return mains;
  return page.childNodes;
}

interface Place {
  depth: number;
  list: number;
  /** The list item being read; its label is taken by its first block. */
  item?: { label: string };
}

class HtmlReader {
  private readonly anchors = new HeadingAnchors();

  constructor(private readonly context: ParseContext) {}

  *read(nodes: HtmlNode[]): Generator<BlockDraft> {
    yield* this.children(nodes, { depth: 0, list: 0 });
    this.context.progress(1);
  }

  /** Runs of inline nodes become one paragraph; block elements are read one by one. */
  private *children(nodes: HtmlNode[], place: Place): Generator<BlockDraft> {
    if (place.depth > this.context.limits.maxDepth) {
      throw new ParseFailure(
        'too-deep',
        'This page nests its elements too deeply to be read. Simplify it and upload it again.',
      );
    }
    let inline = '';
    for (const node of nodes) {
      if (!hasBlocks(node)) {
        inline += nodeText(node);
        continue;
      }
      yield* this.paragraph(inline, place);
      inline = '';
      yield* this.element(node as HtmlElement, { ...place, depth: place.depth + 1 });
    }
    yield* this.paragraph(inline, place);
  }

  private *paragraph(inline: string, place: Place): Generator<BlockDraft> {
    const text = tidy(inline);
    if (text === '') return;
    if (place.item) {
      const label = place.item.label;
      place.item.label = '';
      yield { kind: 'list-item', level: place.list, text: label + text, anchor: this.anchors.next() };
    } else {
      yield { kind: 'paragraph', text, anchor: this.anchors.next() };
    }
  }

  private *element(element: HtmlElement, place: Place): Generator<BlockDraft> {
    if (isBoilerplate(element)) return;
    const name = element.tagName;
    if (/^h[1-6]$/.test(name)) yield* this.heading(element, Number(name[1]));
    else if (name === 'ul' || name === 'ol' || name === 'menu') yield* this.list(element, place);
    else if (name === 'table') yield* this.table(element, place);
    else if (name === 'pre') yield* this.code(element);
    else yield* this.children(element.childNodes, place);
  }

  private *heading(element: HtmlElement, level: number): Generator<BlockDraft> {
    const text = tidy(element.childNodes.map(nodeText).join('')).replace(/\n/g, ' ');
    if (text === '') return;
    this.anchors.enter(level, text);
    yield { kind: 'heading', level, text, anchor: this.anchors.next() };
  }

  private *list(element: HtmlElement, place: Place): Generator<BlockDraft> {
    let number = Number(attribute(element, 'start') ?? 1);
    for (const node of element.childNodes) {
      const isItem = isElement(node) && node.tagName === 'li';
      if (!isItem) {
        if (isElement(node)) yield* this.element(node, { ...place, depth: place.depth + 1 });
        continue;
      }
      const label = element.tagName === 'ol' ? `${number++}. ` : '';
      const inside = { depth: place.depth + 1, list: place.list + 1, item: { label } };
      yield* this.children(node.childNodes, inside);
    }
  }

  private *table(element: HtmlElement, place: Place): Generator<BlockDraft> {
    const { rows, captions } = readTable(element);
    for (const caption of captions) yield* this.children([caption], outside(place));
    if (isLayoutTable(element, rows)) {
      for (const cell of rows.flat()) yield* this.children(cell.childNodes, outside(place));
      return;
    }
    const cells = rows.map((row) =>
      row.map((cell) => ({
        text: tidy(cell.childNodes.map(nodeText).join('')),
        columns: Number(attribute(cell, 'colspan') ?? 1) || 1,
        rows: Number(attribute(cell, 'rowspan') ?? 1) || 1,
        heading: cell.tagName === 'th',
      })),
    );
    yield* tableBlocks(layOut(cells), this.anchors.next);
  }

  private *code(element: HtmlElement): Generator<BlockDraft> {
    const text = tidyCode(element.childNodes.map(preformattedText).join(''));
    if (text !== '') yield { kind: 'code', text, anchor: this.anchors.next() };
  }
}

function hasBlocks(node: HtmlNode): boolean {
  if (!isElement(node) || isBoilerplate(node)) return false;
  return isBlockElement(node.tagName) || node.tagName === 'body' || node.childNodes.some(hasBlocks);
}

function outside({ depth, list }: Place): Place {
  return { depth: depth + 1, list };
}
