import { Injectable } from '@nestjs/common';
import { ModelGateway } from '../../models/index.js';
import { EventBus, JobQueue, Problem, documentsTotal, logger } from '../../platform/index.js';
import { ChunkIndex, type PendingChunk } from '../chunk-index/index.js';
import { DocumentIndexed } from '../document-indexed.event.js';
import { IndexingRepository, type SearchableVersion } from './indexing.repository.js';
import { EMBED_QUEUE, WORDS_SHARE } from './queues.js';

const BATCH = 32; // chunks a call of the model
const SLICE_MS = 20_000; // then other versions get their turn
/** Vectors wait while documents wait for their words, but no longer than this. */
const PATIENCE_S = 300;
const MODEL_AWAY = new Set([429, 502, 503]);
const AGAIN_AFTER_S: Record<number, number> = { 429: 3, 502: 30, 503: 15 };

/** Gives the chunks of one version their vectors, in batches; goes on where it stood after any interruption. */
@Injectable()
export class EmbedJob {
  constructor(
    private readonly versions: IndexingRepository,
    private readonly chunkIndex: ChunkIndex,
    private readonly gateway: ModelGateway,
    private readonly queue: JobQueue,
    private readonly events: EventBus,
  ) {}

  async run({ versionId }: { versionId: string }, signal: AbortSignal): Promise<void> {
    const version = await this.versions.findWordsReady(versionId);
    if (!version) return;
    if (version.waitedS < PATIENCE_S && (await this.versions.anyUnread())) return this.again(versionId, 1);
    try {
      const done = await this.embed(version, signal);
      if (done) await this.finish(version);
      else await this.again(versionId, 0);
    } catch (error) {
      if (!(error instanceof Problem) || !MODEL_AWAY.has(error.status)) throw error;
      logger.info({ versionId, code: error.code }, 'vectors wait for the model');
      await this.again(versionId, AGAIN_AFTER_S[error.status]!);
    }
  }

  /** @returns whether every chunk is done; false when the time slice is over. */
  private async embed(version: SearchableVersion, signal: AbortSignal): Promise<boolean> {
    const { id: model } = this.gateway.embedder;
    const until = Date.now() + SLICE_MS;
    await this.chunkIndex.reuseVectors(version.id, model);
    while (Date.now() < until) {
      signal.throwIfAborted();
      const pending = await this.chunkIndex.listWithoutVector(version.id, model, BATCH);
      if (!pending.length) return true;
      await this.embedBatch(model, pending, signal);
      await this.noteProgress(version, model);
    }
    return false;
  }

  private async embedBatch(model: string, pending: PendingChunk[], signal: AbortSignal): Promise<void> {
    const read = pending.filter((chunk) => this.gateway.embedder.reads(chunk.text));
    const unread = pending.filter((chunk) => !read.includes(chunk));
    if (read.length) {
      const vectors = await this.gateway.embed(read.map(textOf), signal);
      await this.chunkIndex.setVectors(model, new Map(read.map((chunk, i) => [chunk.id, vectors[i]!])));
    }
    if (unread.length) await this.versions.skipVectors(model, unread.map((chunk) => chunk.id)); // prettier-ignore
  }

  private async noteProgress({ id, chunkCount }: SearchableVersion, model: string): Promise<void> {
    const embedded = await this.versions.countEmbedded(id, model);
    const share = chunkCount ? Math.min(1, embedded / chunkCount) : 1;
    await this.versions.noteEmbedded(id, embedded, WORDS_SHARE + (1 - WORDS_SHARE) * share);
  }

  private async finish(version: SearchableVersion): Promise<void> {
    const embedded = await this.versions.countEmbedded(version.id, this.gateway.embedder.id);
    if (!(await this.versions.markReady(version.id, embedded))) return;
    documentsTotal.inc({ state: 'ready' });
    this.events.publish(new DocumentIndexed(version.documentId, version.id, version.spaceId, 'vectors'));
  }

  private again(versionId: string, startAfterS: number): Promise<void> {
    return this.queue.enqueue(EMBED_QUEUE, { versionId }, { startAfterS });
  }
}

const textOf = ({ heading, text }: PendingChunk): string => (heading ? `${heading}\n${text}` : text);
