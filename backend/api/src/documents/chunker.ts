import { createHash } from 'node:crypto';
import type { Block } from './block.js';
import { piecesOf, type Piece } from './chunk-pieces.js';
import { composeChunk, headerLine, headingText, type ChunkSpan, type Section } from './chunk-text.js';
import { HeadingPath } from './parsers/heading-path.js';
import { countHan } from './parsers/plain-text.js';
import { estimateTokens } from './tokens.js';

export type { ChunkSpan } from './chunk-text.js';

export interface Chunk {
  /** From 0 in reading order; the neighbours are the ordinals beside it. */
  ordinal: number;
  text: string;
  /** Path of the headings above: 'Handbook > Leave'. Put before the text where it is embedded. */
  heading: string;
  fromOrdinal: number;
  toOrdinal: number;
  spans: ChunkSpan[];
  /** Share of Chinese characters among all letters. */
  hanShare: number;
  contentHash: string;
}

export interface ChunkOptions {
  /** Word pieces that a chunk should have. */
  targetTokens: number;
  /** Word pieces that heading and text may have together. */
  maxTokens: number;
  /** Sections smaller than this are joined with what follows beside or below them. */
  minTokens: number;
  /** First element of every heading path, usually the document's title. */
  title?: string;
}

export const DEFAULT_CHUNKING: ChunkOptions = { targetTokens: 200, maxTokens: 256, minTokens: 48 };

/**
 * Chunks of blocks in reading order. Headings become the path of what follows; tables keep their rows whole and repeat
 * their header; paragraphs stay whole where they fit, sentences nearly always. A stream: little more than one chunk is
 * ever held.
 */
export async function* chunk(
  blocks: AsyncIterable<Block> | Iterable<Block>,
  options: Partial<ChunkOptions> = {},
): AsyncGenerator<Chunk> {
  const packer = new Packer({ ...DEFAULT_CHUNKING, ...options });
  for await (const block of blocks) yield* packer.add(block);
  yield* packer.end();
}

const ROOT_LEVEL = 7;

class Packer {
  private readonly path = new HeadingPath();
  private sections: Section[] = [];
  /** Of everything in `sections`. */
  private tokens = 0;
  /** Header that stands above the rows being added. */
  private header: string[] = [];
  private lastHeaderRow: string[] = [];
  private ordinal = 0;

  constructor(private readonly options: ChunkOptions) {
    if (options.title) this.path.enter(0, options.title);
  }

  *add(block: Block): Generator<Chunk> {
    if (block.kind === 'heading') {
      yield* this.heading(block);
      return;
    }
    const section = this.section();
    const header = block.header ? estimateTokens(headerLine(this.widest(block.header))) : 0;
    const room = Math.max(this.room(section) - header, this.options.maxTokens / 4);
    for (const piece of piecesOf(block, Math.floor(room))) yield* this.piece(piece);
    if (block.kind === 'table-row' && !block.header) this.lastHeaderRow = block.cells ?? [];
  }

  *end(): Generator<Chunk> {
    yield* this.flush();
  }

  /** Closes what came before, unless it is too little to stand alone and this heading is beside or below it. */
  private *heading(block: Block): Generator<Chunk> {
    const level = Math.max(1, Math.min(block.level ?? 1, 6));
    const leading = this.takeHeadingsAbove(level);
    if (this.sections.length > 0 && this.isTooLittleBefore(level)) this.sections.push(...leading);
    else yield* this.flush();
    this.path.enter(level, block.text);
    this.sections.push({ path: this.path.current(), level, heading: block, items: [] });
    this.tokens += estimateTokens(block.text);
    this.header = [];
  }

  /** Headings with nothing of their own: in a new chunk they live on in the path of what is below them. */
  private takeHeadingsAbove(level: number): Section[] {
    let kept = this.sections.length;
    while (kept > 0 && this.sections[kept - 1]!.items.length === 0 && this.sections[kept - 1]!.level < level)
      kept--;
    return this.sections.splice(kept);
  }

  private isTooLittleBefore(level: number): boolean {
    const first = this.sections[0]!;
    if (this.tokens >= this.options.minTokens) return false;
    return level >= first.level || (first.level === ROOT_LEVEL && this.tokens < this.options.minTokens / 2);
  }

  private section(): Section {
    let section = this.sections.at(-1);
    if (!section) {
      section = { path: this.path.current(), level: ROOT_LEVEL, items: [] };
      this.sections.push(section);
    }
    return section;
  }

  /** What heading and text together leave to the text. */
  private room(section: Section): number {
    return this.options.maxTokens - estimateTokens(headingText(section.path));
  }

  private *piece(piece: Piece): Generator<Chunk> {
    if (this.tokens > 0 && this.tokens + this.cost(piece) > this.room(this.section())) {
      const rest = yield* this.makeRoom(piece);
      for (const kept of rest) yield* this.piece(kept);
      yield* this.piece(piece);
      return;
    }
    const { items } = this.section();
    const header = this.missingHeader(piece);
    this.tokens += this.cost(piece);
    if (header) {
      items.push({ header });
      this.header = header;
    }
    items.push({ piece });
    if (piece.block.kind !== 'table-row') this.header = [];
    else if (!piece.block.header) this.header = piece.block.cells ?? [];
  }

  private cost(piece: Piece): number {
    const header = this.missingHeader(piece);
    return piece.tokens + (header ? estimateTokens(headerLine(header)) : 0);
  }

  /** The header to repeat before this row, unless it stands above already. */
  private missingHeader({ block }: Piece): string[] | undefined {
    if (!block.header || covers(this.header, block.header)) return undefined;
    return this.widest(block.header);
  }

  /** A sparse row knows only some columns of its header. */
  private widest(header: string[]): string[] {
    return covers(this.lastHeaderRow, header) ? this.lastHeaderRow : header;
  }

  /** Emits what is complete, and gives back the pieces that the next chunk begins with. */
  private *makeRoom(next: Piece): Generator<Chunk, Piece[]> {
    if (this.sections.length > 1) {
      const last = this.sections.pop()!;
      yield* this.flush();
      this.sections = [{ ...last, items: [] }];
      // Its own heading is in the path now and takes no room in the text.
      return last.items.flatMap((item) => item.piece ?? []);
    }
    const { path, level, items } = this.sections[0]!;
    const pieces = items.flatMap((item) => item.piece ?? []);
    const rest = pieces.slice(bestCut([...pieces, next], this.options.targetTokens));
    this.sections[0]!.items = upTo(items, pieces.length - rest.length);
    yield* this.flush();
    this.sections = [{ path, level, items: [] }];
    return rest;
  }

  private clear(): void {
    this.sections = [];
    this.tokens = 0;
    this.header = [];
  }

  private *flush(): Generator<Chunk> {
    const sections = this.sections;
    this.clear();
    if (!sections.some((section) => section.items.length > 0 || section.heading)) return;
    const composed = composeChunk(sections);
    yield {
      ordinal: this.ordinal++,
      ...composed,
      hanShare: hanShareOf(composed.text),
      contentHash: createHash('sha256').update(`${composed.heading}\n${composed.text}`).digest('hex'),
    };
  }
}

function covers(header: string[], names: string[]): boolean {
  return header.length > 0 && names.every((name) => name === '' || header.includes(name));
}

/** The items with the first `count` pieces. */
function upTo(items: Section['items'], count: number): Section['items'] {
  let seen = 0;
  const end = items.findIndex((item) => item.piece !== undefined && ++seen > count);
  const kept = end < 0 ? items : items.slice(0, end);
  return kept.at(-1)?.piece ? kept : kept.slice(0, -1);
}

/** How many of the pieces (the last is the one that did not fit) make the best chunk. */
function bestCut(pieces: Piece[], target: number): number {
  let best = { count: 1, cost: Infinity };
  let tokens = 0;
  for (let count = 1; count < pieces.length; count++) {
    tokens += pieces[count - 1]!.tokens;
    const cost = Math.abs(tokens - target) / target + breakCost(pieces[count - 1]!, pieces[count]!);
    if (cost <= best.cost) best = { count, cost };
  }
  return best.count;
}

/** What is lost by a boundary here: half a paragraph, or a sentence that announces what follows. */
function breakCost(before: Piece, after: Piece): number {
  if (before.block === after.block) return 0.35;
  if (/[:：]$/.test(before.block.text)) return 0.6;
  if (before.block.kind === 'list-item' && after.block.kind === 'list-item') return 0.15;
  return before.block.kind === 'table-row' && after.block.kind === 'table-row' ? 0.05 : 0;
}

function hanShareOf(text: string): number {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  return letters === 0 ? 0 : Math.min(1, countHan(text) / letters);
}
