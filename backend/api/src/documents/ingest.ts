import { Injectable } from '@nestjs/common';
import { chunk } from './chunker.js';
import { DocumentReader } from './indexing/document-reader.js';
import { IndexingRepository } from './indexing/indexing.repository.js';
import { VersionWriter } from './indexing/version-writer.js';

export type IngestOutcome = 'words-ready' | 'overtaken' | 'dropped' | 'nothing-to-do';

/**
 * File -> blocks with anchors -> chunks -> words that answer questions; vectors follow in `Embedding`. Every step can
 * be done again: a killed process starts at the top, and nothing is searchable before the last line.
 */
@Injectable()
export class Ingest {
  constructor(
    private readonly versions: IndexingRepository,
    private readonly reader: DocumentReader,
    private readonly writer: VersionWriter,
  ) {}

  /** @throws ParseFailure when the file cannot be read */
  async run(versionId: string, signal: AbortSignal): Promise<IngestOutcome> {
    const version = await this.versions.begin(versionId);
    if (!version) return 'nothing-to-do';
    await this.writer.clear(version);
    const reading = await this.reader.open(version, signal);
    const blocks = this.writer.keepBlocks(version, reading.blocks);
    const chunks = chunk(blocks, { title: version.title });
    const counts = await this.writer.keepChunks(version, chunks);
    return this.writer.goLive(version, { ...reading.facts(), ...counts });
  }
}
