import type { Block, ParsedSummary } from '../block.js';
import type { ParseLimits } from '../parsers/limits.js';
import { PARSE_FAILURE_CODES, type ParseFailureCode } from '../parsers/parse-failure.js';

/** To the parser process. The file's bytes follow a `parse` on its standard input. */
export type ParserRequest =
  { kind: 'parse'; fileName: string; size: number; limits: ParseLimits } | { kind: 'more' }; // one batch has been used up

/** From the parser process; `done` or `failed` ends each document. */
export type ParserReply =
  | { kind: 'ready' }
  | { kind: 'blocks'; blocks: Block[] }
  | { kind: 'progress'; share: number }
  | { kind: 'done'; summary: ParsedSummary }
  | { kind: 'failed'; code: ParseFailureCode; reason: string; detail?: string };

const CODES: ReadonlySet<unknown> = new Set(PARSE_FAILURE_CODES);

/** Whether a message is one that our parser sends: a child that a file has taken over may send anything. */
export function isReply(message: unknown): message is ParserReply {
  const reply = message as ParserReply | null;
  switch (reply?.kind) {
    case 'ready':
      return true;
    case 'progress':
      return typeof reply.share === 'number';
    case 'blocks':
      return Array.isArray(reply.blocks) && reply.blocks.every(isBlock);
    case 'done':
      return typeof reply.summary === 'object' && typeof reply.summary?.meta === 'object';
    case 'failed':
      return CODES.has(reply.code) && typeof reply.reason === 'string';
    default:
      return false;
  }
}

function isBlock(block: Block | null): boolean {
  return (
    typeof block?.text === 'string' &&
    Number.isInteger(block.ordinal) &&
    typeof block.kind === 'string' &&
    typeof block.anchor === 'object'
  );
}

/** Batches that may be under way before the receiver has used one up. */
export const MAX_BATCHES_UNDER_WAY = 4;
/** Characters of text that make a batch. */
export const BATCH_LENGTH = 64 * 1024;
