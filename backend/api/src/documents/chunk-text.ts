import { rowText, type Block } from './block.js';
import type { Piece } from './chunk-pieces.js';
import { estimateTokens } from './tokens.js';

/** Where one block's text, from `blockStart` on, lies in the chunk's text. */
export interface ChunkSpan {
  blockOrdinal: number;
  start: number;
  end: number;
  blockStart: number;
}

/** What stands below one heading, as far as it is in the chunk being made. */
export interface Section {
  path: string[];
  level: number;
  /** The heading itself, unless an earlier chunk has it. */
  heading?: Block;
  items: Item[];
}

/** A piece of a block, or the header of a table repeated before its rows. */
export type Item = { piece: Piece; header?: undefined } | { header: string[]; piece?: undefined };

export interface ChunkText {
  heading: string;
  text: string;
  spans: ChunkSpan[];
  fromOrdinal: number;
  toOrdinal: number;
}

/** The text of a chunk: one section's pieces, or several sections with their headings as lines. */
export function composeChunk(sections: Section[]): ChunkText {
  const writer = new ChunkWriter();
  const alone = sections.length === 1 && sections[0]!.items.length > 0;
  for (const section of sections) {
    if (!alone && section.heading) writer.heading(section.heading);
    for (const item of section.items) {
      if (item.piece) writer.piece(item.piece);
      else writer.line(headerLine(item.header));
    }
  }
  const ordinals = [
    ...writer.spans.map((span) => span.blockOrdinal),
    ...sections.flatMap((one) => one.heading?.ordinal ?? []),
  ];
  return {
    heading: headingText(alone ? sections[0]!.path : commonPath(sections)),
    text: writer.text,
    spans: writer.spans,
    fromOrdinal: Math.min(...ordinals),
    toOrdinal: Math.max(...ordinals),
  };
}

class ChunkWriter {
  text = '';
  readonly spans: ChunkSpan[] = [];
  private lastPiece: Piece | undefined;

  heading(block: Block): void {
    this.piece({ block, start: 0, end: block.text.length, tokens: 0 });
  }

  /** Pieces of one block keep what stands between them; blocks stand on lines of their own. */
  piece(piece: Piece): void {
    const last = this.lastPiece;
    const span = this.spans.at(-1);
    this.lastPiece = piece;
    if (last?.block === piece.block && span) {
      this.text += piece.block.text.slice(last.end, piece.end);
      span.end = this.text.length;
      return;
    }
    this.startLine();
    const start = this.text.length;
    this.text += piece.block.text.slice(piece.start, piece.end);
    this.spans.push({
      blockOrdinal: piece.block.ordinal,
      start,
      end: this.text.length,
      blockStart: piece.start,
    });
  }

  line(text: string): void {
    this.startLine();
    this.text += text;
    this.lastPiece = undefined;
  }

  private startLine(): void {
    if (this.text !== '') this.text += '\n';
  }
}

/** The path that all sections share; their own headings stand in the text. */
function commonPath(sections: Section[]): string[] {
  const paths = sections.map((section) => (section.heading ? section.path.slice(0, -1) : section.path));
  const [first = []] = paths;
  let length = first.length;
  for (const path of paths) {
    length = Math.min(length, path.length);
    while (length > 0 && path[length - 1] !== first[length - 1]) length--;
  }
  return first.slice(0, length);
}

const MAX_HEADING_TOKENS = 64;
const MAX_ELEMENT_LENGTH = 120;

/** 'Handbook > Leave'; a long path loses its middle, for the first and the nearest headings say most. */
export function headingText(path: string[]): string {
  const parts = path.filter((part, i) => part !== path[i - 1]).map(shortened);
  while (parts.length > 1 && estimateTokens(parts.join(' > ')) > MAX_HEADING_TOKENS) {
    parts.splice(parts.length > 2 ? 1 : 0, 1);
  }
  let text = parts.join(' > ');
  while (estimateTokens(text) > MAX_HEADING_TOKENS)
    text = text.slice(0, Math.floor(text.length * 0.8)).trimEnd();
  return text;
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > MAX_ELEMENT_LENGTH ? `${line.slice(0, MAX_ELEMENT_LENGTH - 1).trimEnd()}…` : line;
}

const MAX_HEADER_TOKENS = 80;

/** The header of a table as one line; of a very wide table only as many columns as leave room for rows. */
export function headerLine(header: string[]): string {
  const cells = header.map((cell) => (cell.length > 40 ? `${cell.slice(0, 39)}…` : cell));
  while (cells.length > 1 && estimateTokens(rowText(cells)) > MAX_HEADER_TOKENS)
    cells.length = Math.ceil(cells.length * 0.8) - 1;
  return rowText(cells);
}
