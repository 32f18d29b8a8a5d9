import { Injectable } from '@nestjs/common';
import { Database, JobQueue } from '../../platform/index.js';
import { chunk } from '../chunker.js';
import { IndexingRepository } from './indexing.repository.js';
import { EMBED_QUEUE, RETITLE_QUEUE, WORDS_SHARE } from './queues.js';
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

  /** In short statements, so that asking goes on: while they run, some chunks still stand under the old title. */
  async run({ documentId }: { documentId: string }): Promise<void> {
    const version = await this.versions.findLive(documentId);
    if (!version) return;
    const chunks = chunk(this.versions.blocks(version.id), { title: version.title });
    const { chunkCount } = await this.writer.keepChunks(version, chunks);
    await this.database.transaction(async () => {
      const now = await this.versions.lockLive(documentId);
      if (now?.id !== version.id) return; // replaced or deleted meanwhile
      await this.versions.markRewritten(version.id, chunkCount, WORDS_SHARE);
      await this.queue.enqueue(EMBED_QUEUE, { versionId: version.id });
      if (now.title !== version.title) await this.queue.enqueue(RETITLE_QUEUE, { documentId });
    });
  }
}
