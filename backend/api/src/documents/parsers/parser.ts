import type { BlockDraft } from '../block.js';
import type { ParseLimits } from './limits.js';

export type Format = 'md' | 'txt' | 'html' | 'docx' | 'xlsx' | 'pptx' | 'pdf' | 'csv' | 'eml';

export interface ParseContext {
  fileName: string;
  limits: ParseLimits;
  /** Share of the document that has been read, 0 to 1. */
  progress(share: number): void;
  /** How many containers (mails) this document lies in. */
  depth: number;
  /** Parses a document inside this one; undefined when it is of no kind that we read, or too deep. */
  parseInner?(bytes: Uint8Array, fileName: string): AsyncGenerator<BlockDraft> | undefined;
}

/** What a parser knows of the whole document when it is done. */
export interface DraftSummary {
  title?: string;
  pages?: number;
  meta?: Record<string, string>;
}

export interface Parser {
  readonly format: Format;
  /** Gives blocks in reading order; throws `ParseFailure` when the file cannot be read. */
  parse(bytes: Uint8Array, context: ParseContext): AsyncGenerator<BlockDraft, DraftSummary>;
}
