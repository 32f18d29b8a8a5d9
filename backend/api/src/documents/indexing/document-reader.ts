import { Injectable } from '@nestjs/common';
import type { Block, ParsedSummary } from '../block.js';
import { FileStore } from '../file-store/file-store.js';
import { DocumentParser } from './document-parser.js';
import { type IndexedVersion, IndexingRepository, type ReadSummary } from './indexing.repository.js';
import { WORDS_SHARE } from './queues.js';

export type ReadFacts = Pick<ReadSummary, 'parserVersion' | 'language' | 'pageCount'>;

export interface Reading {
  blocks: AsyncIterable<Block>;
  /** To be asked once all blocks have been read. */
  facts(): ReadFacts;
}

const PROGRESS_EVERY_MS = 700;

/** Where the blocks of a version come from: the parser process, or the same bytes that were read before. */
@Injectable()
export class DocumentReader {
  constructor(
    private readonly versions: IndexingRepository,
    private readonly files: FileStore,
    private readonly parser: DocumentParser,
  ) {}

  async open(version: IndexedVersion, signal: AbortSignal): Promise<Reading> {
    const { version: parserVersion } = this.parser;
    const known = await this.versions.findRead(version, parserVersion);
    if (known) {
      const { language, pageCount } = known;
      const facts = { parserVersion, language, pageCount };
      return { blocks: this.versions.blocks(known.id), facts: () => facts };
    }
    let summary: ParsedSummary | undefined;
    const blocks = this.parse(version, signal, (read) => (summary = read));
    const facts = (): ReadFacts => {
      if (!summary) throw new Error('the blocks have not been read to their end');
      return { parserVersion, language: summary.language, pageCount: summary.pages ?? null };
    };
    return { blocks, facts };
  }

  private async *parse(
    version: IndexedVersion,
    signal: AbortSignal,
    done: (summary: ParsedSummary) => void,
  ): AsyncGenerator<Block> {
    const cancelled = new AbortController();
    const file = await this.files.localPath(version.contentHash);
    const options = {
      signal: AbortSignal.any([signal, cancelled.signal]),
      onProgress: this.progressOf(version, cancelled),
    };
    done(yield* this.parser.parse(file, version.fileName, options));
  }

  /** Writes progress down now and then; a version that was cancelled meanwhile is not read on. */
  private progressOf(version: IndexedVersion, cancelled: AbortController): (share: number) => void {
    let nextAt = Date.now() + PROGRESS_EVERY_MS;
    return (share) => {
      if (Date.now() < nextAt) return;
      nextAt = Date.now() + PROGRESS_EVERY_MS;
      this.versions.noteProgress(version.id, share * WORDS_SHARE).then(
        (wanted) => {
          if (!wanted) cancelled.abort(new Cancelled());
        },
        () => undefined, // progress is worth no failure
      );
    };
  }
}

/** The version is not to be read any more. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}
