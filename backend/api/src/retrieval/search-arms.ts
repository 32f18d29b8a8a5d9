import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/index.js';
import { type ChunkFilter, type ChunkHit, ChunkIndex, lexemes } from '../documents/index.js';
import { ModelGateway } from '../models/index.js';
import { Problem, logger } from '../platform/index.js';
import type { RankedList } from './fuse.js';
import type { RetrievalQuery } from './retrieve.js';
import type { Stopwatch } from './stopwatch.js';

/** Places that each way of searching hands to the fusion. */
const DEPTH = 100;
/** Below this share of a question's words (by weight) found in one chunk, the question is probably in another language. */
const WORDS_FAIL = 0.5;

/** The two ways of searching: by words, and by meaning where the embedder can read what it compares. */
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
    const filter = filterOf(request);
    const [words, meaning] = await Promise.all([
      request.by === 'meaning' ? [] : clock.time('words', this.byWords(actor, request.query, filter)),
      request.by === 'words'
        ? []
        : clock.time('meaning', this.byMeaning(actor, request.query, filter, signal)),
    ]);
    const isTrusted = request.by === 'meaning' || this.meaningCounts(request.query, words);
    return [toList(words, 1), toList(isTrusted ? meaning : [], 1)];
  }

  private byWords(actor: Actor, query: string, filter: ChunkFilter): Promise<ChunkHit[]> {
    return this.index.lexical(actor, lexemes(query), filter, DEPTH);
  }

  /** Nothing when the embedder is away: words alone still answer. */
  private async byMeaning(
    actor: Actor,
    query: string,
    filter: ChunkFilter,
    signal?: AbortSignal,
  ): Promise<ChunkHit[]> {
    try {
      const vector = await this.models.embedQuery(query, signal);
      return await this.index.nearest(actor, { model: this.models.embedder.id, vector }, filter, DEPTH);
    } catch (error) {
      if (!(error instanceof Problem) || error.status < 429) throw error;
      logger.warn({ code: error.code }, 'searching by words only');
      return [];
    }
  }

  /**
   * A question that the embedder cannot read (Chinese for an English model) is searched by words alone as long as its
   * words are found: fusing was measured to ruin Chinese over Chinese, and to help where the documents are English.
   */
  private meaningCounts(query: string, words: readonly ChunkHit[]): boolean {
    return this.models.embedder.reads(query) || (words[0]?.coverage ?? 0) < WORDS_FAIL;
  }
}

const filterOf = ({ spaceIds, documentIds }: RetrievalQuery): ChunkFilter => ({
  ...(spaceIds?.length ? { spaceIds } : {}),
  ...(documentIds?.length ? { documentIds } : {}),
});

const toList = (hits: readonly ChunkHit[], weight: number): RankedList => ({
  ids: hits.map(({ chunkId }) => chunkId),
  weight,
});
