import { CELL_SEPARATOR, type Block } from './block.js';
import { splitSentences, type SentenceSpan } from './sentences.js';
import { estimateTokens } from './tokens.js';

/** The part of a block that is never divided: a short block whole, else a sentence of it. */
export interface Piece {
  block: Block;
  start: number;
  end: number;
  tokens: number;
}

/** The block in parts of at most `room` tokens each, divided between sentences or cells where possible. */
export function piecesOf(block: Block, room: number): Piece[] {
  const tokens = estimateTokens(block.text);
  if (tokens <= room) return [{ block, start: 0, end: block.text.length, tokens }];
  return naturalParts(block).flatMap(({ start, end }) => fitting(block, start, end, room));
}

function naturalParts(block: Block): SentenceSpan[] {
  if (block.kind === 'table-row') return splitAt(block.text, CELL_SEPARATOR);
  if (block.kind === 'code') return splitAt(block.text, '\n');
  return splitSentences(block.text);
}

function splitAt(text: string, separator: string): SentenceSpan[] {
  const spans: SentenceSpan[] = [];
  for (let start = 0; start < text.length;) {
    const found = text.indexOf(separator, start);
    const end = found < 0 ? text.length : found;
    if (end > start) spans.push({ start, end });
    start = end + separator.length;
  }
  return spans;
}

/** A sentence that is too long for any chunk is cut at a comma, a blank, or anywhere, in this order. */
function fitting(block: Block, start: number, end: number, room: number): Piece[] {
  const tokens = estimateTokens(block.text.slice(start, end));
  if (tokens <= room || end - start < 2) return [{ block, start, end, tokens }];
  const middle = start + Math.max(1, Math.floor(((end - start) * room * 0.9) / tokens));
  const cut = cutBefore(block.text, start, Math.min(middle, end - 1));
  return [
    ...fitting(block, start, cut, room),
    ...fitting(block, skipBlanks(block.text, cut, end), end, room),
  ];
}

function cutBefore(text: string, start: number, at: number): number {
  const window = text.slice(start, at);
  const least = window.length * 0.5;
  for (const marks of [/[,，、;；:：](?=[^,，、;；:：]*$)/, /\s(?=\S*$)/]) {
    const found = window.search(marks);
    if (found >= least) return start + found + 1;
  }
  return isHighSurrogate(text.charCodeAt(at - 1)) && at - 1 > start ? at - 1 : at;
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

function skipBlanks(text: string, at: number, end: number): number {
  let next = at;
  while (next < end - 1 && /\s/.test(text[next]!)) next++;
  return next;
}
