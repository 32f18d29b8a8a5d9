import { Injectable } from '@nestjs/common';
import { Database, EventBus, JobQueue, logger } from '../../platform/index.js';
import type { Block } from '../block.js';
import { ChunkIndex, type NewChunk } from '../chunk-index/index.js';
import type { Chunk } from '../chunker.js';
import { DocumentIndexed } from '../document-indexed.event.js';
import type { IngestOutcome } from '../ingest.js';
import { ParseFailure } from '../parsers/parse-failure.js';
import { type IndexedVersion, IndexingRepository, type ReadSummary } from './indexing.repository.js';
import { EMBED_QUEUE, RETITLE_QUEUE, WORDS_SHARE } from './queues.js';

const BLOCKS_A_STATEMENT = 400;
const TEXT_A_STATEMENT = 1_000_000; // characters
const CHUNKS_A_STATEMENT = 100;

/** Writes a version down in short statements, invisible to every search, and switches to it in one transaction. */
@Injectable()
export class VersionWriter {
  constructor(
    private readonly versions: IndexingRepository,
    private readonly chunkIndex: ChunkIndex,
    private readonly database: Database,
    private readonly queue: JobQueue,
    private readonly events: EventBus,
  ) {}

  /** Removes what an interrupted attempt left. */
  async clear({ id }: Pick<IndexedVersion, 'id'>): Promise<void> {
    await this.chunkIndex.removeVersion(id);
    await this.versions.removeBlocks(id);
  }

  /** After a failure: what was read of a version that will not be searchable goes. */
  giveUp(versionId: string): Promise<void> {
    return this.clear({ id: versionId });
  }

  /** Passes the blocks on while they are written. */
  async *keepBlocks({ id }: IndexedVersion, blocks: AsyncIterable<Block>): AsyncGenerator<Block> {
    let waiting: Block[] = [];
    let size = 0;
    for await (const block of blocks) {
      waiting.push(block);
      size += block.text.length;
      yield block;
      if (waiting.length < BLOCKS_A_STATEMENT && size < TEXT_A_STATEMENT) continue;
      await this.versions.addBlocks(id, waiting);
      [waiting, size] = [[], 0];
    }
    if (waiting.length) await this.versions.addBlocks(id, waiting);
  }

  async keepChunks(
    version: IndexedVersion,
    chunks: AsyncIterable<Chunk>,
  ): Promise<Pick<ReadSummary, 'blockCount' | 'chunkCount'>> {
    const { id: versionId, documentId, title } = version;
    const owner = { versionId, documentId, title };
    let waiting: NewChunk[] = [];
    let [chunkCount, blockCount] = [0, 0];
    const flush = async (): Promise<void> => {
      if (waiting.length) await this.chunkIndex.append(owner, waiting);
      waiting = [];
    };
    for await (const chunk of chunks) {
      waiting.push(chunk);
      chunkCount++;
      blockCount = Math.max(blockCount, chunk.toOrdinal + 1);
      if (waiting.length >= CHUNKS_A_STATEMENT) await flush();
    }
    await flush();
    if (chunkCount) return { blockCount, chunkCount };
    throw new ParseFailure(
      'no-text',
      'No text was found in this file. If it is a scan, it needs text recognition first.',
    );
  }

  /** From here on questions are answered from this version, unless the world has changed meanwhile. */
  async goLive(version: IndexedVersion, read: ReadSummary): Promise<IngestOutcome> {
    const outcome = await this.database.transaction(() => this.switchTo(version, read));
    if (outcome === 'dropped') await this.clear(version);
    if (outcome === 'words-ready')
      this.events.publish(new DocumentIndexed(version.documentId, version.id, version.spaceId, 'words'));
    if (outcome !== 'dropped') await this.retireEarlier(version);
    return outcome;
  }

  /** The switch is done whatever becomes of this; what it leaves is found at night. */
  private async retireEarlier({ documentId }: IndexedVersion): Promise<void> {
    await this.chunkIndex
      .retire(documentId)
      .catch((err: unknown) => logger.warn({ err, documentId }, 'earlier versions stay in the vector graph'));
  }

  private async switchTo(version: IndexedVersion, read: ReadSummary): Promise<IngestOutcome> {
    const now = await this.versions.lockDocument(version);
    if (!now?.reading) return 'dropped';
    if (now.liveNumber !== null && now.liveNumber > version.number) {
      await this.versions.markRead(version.id, 'ready', 1, read);
      return 'overtaken';
    }
    await this.versions.markRead(version.id, 'words-ready', WORDS_SHARE, read);
    await this.versions.setLive(version);
    await this.queue.enqueue(EMBED_QUEUE, { versionId: version.id });
    if (now.title !== version.title)
      await this.queue.enqueue(RETITLE_QUEUE, { documentId: version.documentId });
    return 'words-ready';
  }
}
