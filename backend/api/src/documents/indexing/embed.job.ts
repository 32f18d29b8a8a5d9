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

/**
 * Gives chunks their vectors, in batches: of the version that the job names, then of others that wait while its time
 * lasts (their own jobs then find nothing to do). Goes on where it stood after any interruption.
 */
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
    const until = Date.now() + SLICE_MS;
    let version = await this.versions.findWordsReady(versionId);
    while (version) {
      if (version.waitedS < PATIENCE_S && (await this.versions.anyUnread())) return this.again(version.id, 1);
      const outcome = await this.embed(version, until, signal);
      if (outcome !== 'done') return this.again(version.id, outcome);
      await this.finish(version);
      version = Date.now() < until ? await this.versions.findNextWordsReady() : undefined;
    }
  }

  /** @returns 'done', or the seconds after which the rest should be tried: time is over, or the model is away. */
  private async embed(
    version: SearchableVersion,
    until: number,
    signal: AbortSignal,
  ): Promise<'done' | number> {
    try {
      return await this.embedUntil(version, until, signal);
    } catch (error) {
      if (!(error instanceof Problem) || !MODEL_AWAY.has(error.status)) throw error;
      logger.info({ versionId: version.id, code: error.code }, 'vectors wait for the model');
      return AGAIN_AFTER_S[error.status]!;
    }
  }

  private async embedUntil(
    version: SearchableVersion,
    until: number,
    signal: AbortSignal,
  ): Promise<'done' | 0> {
    const { vectorsId: model } = this.gateway.embedder;
    await this.chunkIndex.reuseVectors(version.id, model);
    for (;;) {
      signal.throwIfAborted();
      const pending = await this.chunkIndex.listWithoutVector(version.id, model, BATCH);
      await this.embedBatch(model, pending, signal);
      if (pending.length < BATCH) return 'done';
      await this.versions.noteEmbedded(version.id, model, WORDS_SHARE);
      if (Date.now() > until) return 0;
    }
  }

  /**
   * Every chunk, also what the embedder cannot read: the names and numbers in it let questions of another language find
   * it (English over Chinese, R@10 0.20 -> 0.58). Whether vectors count is decided by the question, in retrieval.
   */
  private async embedBatch(model: string, pending: PendingChunk[], signal: AbortSignal): Promise<void> {
    if (!pending.length) return;
    const vectors = await this.gateway.embed(pending.map(textOf), signal);
    await this.chunkIndex.setVectors(model, new Map(pending.map((chunk, i) => [chunk.id, vectors[i]!])));
  }

  private async finish(version: SearchableVersion): Promise<void> {
    if (!(await this.versions.markReady(version.id, this.gateway.embedder.vectorsId))) return;
    documentsTotal.inc({ state: 'ready' });
    this.events.publish(new DocumentIndexed(version.documentId, version.id, version.spaceId, 'vectors'));
  }

  private again(versionId: string, startAfterS: number): Promise<void> {
    return this.queue.enqueue(EMBED_QUEUE, { versionId }, { startAfterS });
  }
}

const textOf = ({ heading, text }: PendingChunk): string => (heading ? `${heading}\n${text}` : text);
