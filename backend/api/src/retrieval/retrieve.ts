import { Injectable } from '@nestjs/common';
import { AccessService, type Actor } from '../access/index.js';
import { ChunkIndex } from '../documents/index.js';
import { fuse } from './fuse.js';
import { joinPassages, withoutDuplicates } from './join-passages.js';
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
    const best = fuse(lists).slice(0, request.limit * 2); // duplicates fall out below
    const chunks = await clock.time('reading', this.index.read(actor, best));
    const found = withoutDuplicates(chunks).slice(0, request.limit);
    const ids = found.map(({ id }) => id);
    const around = await clock.time('neighbours', this.index.neighbours(actor, ids, 1));
    return { passages: joinPassages(found, around), timings: clock.timings() };
  }
}
