import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import type { List, ListItem, Nodes, Parents, RootContent, Table } from 'mdast';
import { parse as parseYaml } from 'yaml';
import type { BlockDraft } from '../block.js';
import { HeadingAnchors } from './heading-path.js';
import { htmlToText } from './html/html-text.js';
import type { DraftSummary, ParseContext, Parser } from './parser.js';
import { tidy, tidyCode } from './plain-text.js';
import { layOut, tableBlocks } from './table-grid.js';
import { decodeText } from './text-decoding.js';

export const markdownParser: Parser = {
  format: 'md',
  async *parse(bytes, context) {
    const { text, encoding } = decodeText(bytes);
    const { front, body } = splitFrontMatter(text);
    const reader = new MarkdownReader(context);
    yield* reader.read(body);
    const summary: DraftSummary = { meta: { encoding, ...front.meta } };
    const title = front.title ?? reader.firstHeading;
    return title ? { ...summary, title } : summary;
  },
};

interface FrontMatter {
  title?: string;
  meta: Record<string, string>;
}

function splitFrontMatter(text: string): { front: FrontMatter; body: string } {
  const match = /^\ufeff?---[ \t]*\r?\n([\s\S]*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/.exec(text);
  if (!match) return { front: { meta: {} }, body: text };
  const values = readYaml(match[1]!);
  if (!values) return { front: { meta: {} }, body: text };
  const meta: Record<string, string> = {};
  for (const [key, value] of Object.entries(values)) {
    if (typeof value === 'string' || typeof value === 'number') meta[key] = String(value).slice(0, 500);
  }
  const title = typeof values['title'] === 'string' ? tidy(values['title']) : undefined;
  return { front: title ? { title, meta } : { meta }, body: text.slice(match[0].length) };
}

function readYaml(source: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = parseYaml(source, { maxAliasCount: 10 });
    return value && typeof value === 'object' && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

class MarkdownReader {
  firstHeading: string | undefined;
  private readonly anchors = new HeadingAnchors();

  constructor(private readonly context: ParseContext) {}

  *read(body: string): Generator<BlockDraft> {
    const root = fromMarkdown(body, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
    for (const [i, node] of root.children.entries()) {
      yield* this.block(node, 0);
      this.context.progress((i + 1) / root.children.length);
    }
  }

  private *block(node: RootContent, depth: number): Generator<BlockDraft> {
    switch (node.type) {
      case 'heading':
        yield* this.heading(inlineText(node), node.depth);
        break;
      case 'paragraph':
        yield* this.text('paragraph', inlineText(node));
        break;
      case 'list':
        yield* this.list(node, depth + 1);
        break;
      case 'table':
        yield* tableBlocks(gridOf(node), this.anchors.next);
        break;
      case 'code':
        yield* this.text('code', tidyCode(node.value));
        break;
      case 'html':
        yield* this.text('paragraph', tidy(htmlToText(node.value)));
        break;
      case 'footnoteDefinition':
        yield* this.text('note', tidy(node.children.map((child) => inlineText(child)).join('\n')));
        break;
      case 'blockquote':
        for (const child of node.children) yield* this.block(child, depth);
        break;
      default:
        break;
    }
  }

  private *heading(text: string, level: number): Generator<BlockDraft> {
    if (text === '') return;
    this.firstHeading ??= text;
    this.anchors.enter(level, text);
    yield { kind: 'heading', level, text, anchor: this.anchors.next() };
  }

  private *text(kind: 'paragraph' | 'code' | 'note', text: string): Generator<BlockDraft> {
    if (text !== '') yield { kind, text, anchor: this.anchors.next() };
  }

  private *list(list: List, depth: number): Generator<BlockDraft> {
    for (const [i, item] of list.children.entries()) {
      const label = list.ordered ? `${(list.start ?? 1) + i}. ` : '';
      yield* this.item(item, label, depth);
    }
  }

  private *item(item: ListItem, label: string, depth: number): Generator<BlockDraft> {
    let first = true;
    for (const child of item.children) {
      if (child.type === 'paragraph') {
        const text = inlineText(child);
        if (text === '') continue;
        yield {
          kind: 'list-item',
          level: depth,
          text: (first ? label : '') + text,
          anchor: this.anchors.next(),
        };
      } else {
        yield* this.block(child, depth);
      }
      first = false;
    }
  }
}

function gridOf(table: Table) {
  return layOut(
    table.children.map((row, i) =>
      row.children.map((cell) => ({ text: inlineText(cell), heading: i === 0 })),
    ),
  );
}

function inlineText(node: Nodes): string {
  return tidy(rawText(node));
}

function rawText(node: Nodes): string {
  if (node.type === 'text' || node.type === 'inlineCode' || node.type === 'code')
    return softBreaks(node.value);
  if (node.type === 'html') return /^<br\s*\/?>$/i.test(node.value) ? '\n' : '';
  if (node.type === 'break') return '\n';
  if (node.type === 'image') return node.alt ?? '';
  if ('children' in node) return (node as Parents).children.map(rawText).join('');
  return '';
}

/** A line end inside a paragraph is a blank, and nothing between Chinese characters. */
function softBreaks(text: string): string {
  return text
    .replace(/([\u2e80-\u9fff\uff00-\uffef])[ \t]*\n[ \t]*(?=[\u2e80-\u9fff\uff00-\uffef])/g, '$1')
    .replace(/\n/g, ' ');
}
