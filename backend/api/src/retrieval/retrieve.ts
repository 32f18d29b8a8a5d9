import { Injectable } from '@nestjs/common';
import { AccessService, type Actor } from '../access/index.js';
import { ChunkIndex, type FoundChunk } from '../documents/index.js';
import { fuse } from './fuse.js';
import { joinPassages, spreadTables, withoutDuplicates } from './join-passages.js';
import type { Passage } from './passage.js';
import { SearchArms } from './search-arms.js';
import { Stopwatch } from './stopwatch.js';

export interface RetrievalQuery {
  /** A question that stands alone (see `selfContained`). */
  query: string;
  /** Unset or empty: everything that the actor may read. */
  spaceIds?: readonly string[];
  documentIds?: readonly string[];
  limit: number;
  /** By words, by meaning, or by both (unset). */
  by?: 'words' | 'meaning';
}

export interface Retrieved {
  passages: Passage[];
  /** Milliseconds per stage. */
  timings: Record<string, number>;
}

/** Question -> passages that the actor may read, best first. */
@Injectable()
export class Retrieval {
  constructor(
    private readonly access: AccessService,
    private readonly arms: SearchArms,
    private readonly index: ChunkIndex,
  ) {}

  async retrieve(actor: Actor, request: RetrievalQuery, signal?: AbortSignal): Promise<Retrieved> {
    await this.access.require(actor, 'passage.search');
    const clock = new Stopwatch();
    const lists = await this.arms.search(actor, request, clock, signal);
    const found = await clock.time('reading', this.read(actor, fuse(lists), request.limit));
    const ids = found.map(({ id }) => id);
    const around = await clock.time('neighbours', this.index.neighbours(actor, ids, 1));
    return { passages: joinPassages(found, around), timings: clock.timings() };
  }

  /** Reads from the best on until there are enough that differ; most often the first batch has them. */
  private async read(actor: Actor, ids: readonly string[], limit: number): Promise<FoundChunk[]> {
    const batch = limit * 2;
    let chunks: FoundChunk[] = [];
    for (let from = 0; from < Math.min(ids.length, MOST_READ); from += batch) {
      chunks = distinct([...chunks, ...(await this.index.read(actor, ids.slice(from, from + batch)))]);
      if (chunks.length >= limit) break;
    }
    return chunks.slice(0, limit);
  }
}

/** Chunks looked at for one question, where many fall out. */
const MOST_READ = 100;

const distinct = (chunks: readonly FoundChunk[]): FoundChunk[] => spreadTables(withoutDuplicates(chunks));
