import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/index.js';
import { type ChunkFilter, type ChunkHit, ChunkIndex, lexemes } from '../documents/index.js';
import { HAN_DOMINATED, ModelGateway } from '../models/index.js';
import { Problem, logger } from '../platform/index.js';
import type { RankedList } from './fuse.js';
import type { RetrievalQuery } from './retrieve.js';
import type { Stopwatch } from './stopwatch.js';

/** Places that each way of searching hands to the fusion. */
const DEPTH = 100;
/** How long a question waits for its vector, e.g. while the embedder starts again. */
const EMBEDDER_MS = 4_000;
/**
 * A question whose best chunk has less than this of its words (weighted) is not answered by words. Chinese over
 * Chinese lay above in 95 of 100 questions, Chinese over English below in 99.
 */
const WORDS_FAIL = 0.2;

/**
 * The two ways of searching. A question that the embedder cannot read (Chinese for an English model) is searched by
 * words alone as long as they are found: fusing was measured to ruin Chinese over Chinese (R@1 0.91 -> 0.50) and to
 * help Chinese over English (R@10 0.19 -> 0.34), so vectors come in when words fail, over passages that it can read.
 */
@Injectable()
export class SearchArms {
  constructor(
    private readonly index: ChunkIndex,
    private readonly models: ModelGateway,
  ) {}

  async search(
    actor: Actor,
    request: RetrievalQuery,
    clock: Stopwatch,
    signal?: AbortSignal,
  ): Promise<RankedList[]> {
    const { query, by } = request;
    const filter = filterOf(request);
    const isReadable = this.models.embedder.reads(query);
    const words = by === 'meaning' ? [] : clock.time('words', this.byWords(actor, query, filter));
    const skip = by === 'words' || (!isReadable && by !== 'meaning' && covers(await words));
    const meaningFilter = isReadable ? filter : { ...filter, hanShareBelow: HAN_DOMINATED };
    const meaning = skip ? [] : clock.time('meaning', this.byMeaning(actor, query, meaningFilter, signal));
    return (await Promise.all([words, meaning])).map((hits) => ({
      ids: hits.map(({ chunkId }) => chunkId),
      weight: 1,
    }));
  }

  private async vectorOf(query: string, signal?: AbortSignal): Promise<Float32Array> {
    const late = new AbortController();
    const vector = this.models.embedQuery(
      query,
      signal ? AbortSignal.any([signal, late.signal]) : late.signal,
    );
    vector.catch(() => undefined); // when it comes too late
    const timer = sleep(EMBEDDER_MS, undefined, { signal: late.signal }).then(() => {
      throw new Problem(503, 'model-slow', 'The embedder did not answer in time.');
    });
    try {
      return await Promise.race([vector, timer]);
    } finally {
      late.abort();
      timer.catch(() => undefined);
    }
  }

  private byWords(actor: Actor, query: string, filter: ChunkFilter): Promise<ChunkHit[]> {
    return this.index.lexical(actor, lexemes(query), filter, DEPTH);
  }

  /** Nothing when the embedder is away or slow to come: words alone still answer. */
  private async byMeaning(
    actor: Actor,
    query: string,
    filter: ChunkFilter,
    signal?: AbortSignal,
  ): Promise<ChunkHit[]> {
    try {
      const vector = await this.vectorOf(query, signal);
      return await this.index.nearest(
        actor,
        { model: this.models.embedder.vectorsId, vector },
        filter,
        DEPTH,
      );
    } catch (error) {
      if (!(error instanceof Problem) || error.status < 429) throw error;
      logger.warn({ code: error.code }, 'searching by words only');
      return [];
    }
  }
}

/** Whether words alone have found what was asked. */
const covers = ([best]: readonly ChunkHit[]): boolean => (best?.coverage ?? 0) >= WORDS_FAIL;

const filterOf = ({ spaceIds, documentIds }: RetrievalQuery): ChunkFilter => ({
  ...(spaceIds?.length ? { spaceIds } : {}),
  ...(documentIds?.length ? { documentIds } : {}),
});
