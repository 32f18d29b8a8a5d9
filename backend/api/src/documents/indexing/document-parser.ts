import type { Block, ParsedSummary } from '../block.js';

export interface ParserOptions {
  signal: AbortSignal;
  /** Share of the document that has been read, 0 to 1. */
  onProgress(share: number): void;
}

/** Reads one file. Abstract class rather than interface so that it is its own injection token. */
export abstract class DocumentParser {
  /** Changes whenever the same bytes may give other blocks. */
  abstract readonly version: string;
  /** Blocks in reading order, then what is known of the whole. @throws ParseFailure */
  abstract parse(
    file: string,
    fileName: string,
    options: ParserOptions,
  ): AsyncGenerator<Block, ParsedSummary>;
}
