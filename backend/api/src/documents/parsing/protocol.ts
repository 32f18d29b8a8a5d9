import type { Block, ParsedSummary } from '../block.js';
import type { ParseLimits } from '../parsers/limits.js';
import type { ParseFailureCode } from '../parsers/parse-failure.js';

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

/** Batches that may be under way before the receiver has used one up. */
export const MAX_BATCHES_UNDER_WAY = 4;
/** Characters of text that make a batch. */
export const BATCH_LENGTH = 64 * 1024;
