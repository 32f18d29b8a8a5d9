import { Injectable } from '@nestjs/common';
import { Database, JobQueue } from '../../platform/index.js';
import { chunk } from '../chunker.js';
import { IndexingRepository } from './indexing.repository.js';
import { EMBED_QUEUE, WORDS_SHARE } from './queues.js';
import { VersionWriter } from './version-writer.js';

/** A title is searched and stands above every chunk: after it changed, the chunks are made anew from the stored blocks. */
@Injectable()
export class RetitleJob {
  constructor(
    private readonly versions: IndexingRepository,
    private readonly writer: VersionWriter,
    private readonly database: Database,
    private readonly queue: JobQueue,
  ) {}

  /** All in one transaction: nothing may delete or move the document while its live chunks are written. */
  run({ documentId }: { documentId: string }): Promise<void> {
    return this.database.transaction(async () => {
      const version = await this.versions.lockLive(documentId);
      if (!version) return;
      const chunks = chunk(this.versions.blocks(version.id), { title: version.title });
      const { chunkCount } = await this.writer.keepChunks(version, chunks, true);
      await this.versions.markRewritten(version.id, chunkCount, WORDS_SHARE);
      await this.queue.enqueue(EMBED_QUEUE, { versionId: version.id });
    });
  }
}
