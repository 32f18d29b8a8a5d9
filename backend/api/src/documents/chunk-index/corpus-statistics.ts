import type { Actor } from '../../access/index.js';
import type { Database } from '../../platform/index.js';
import type { ChunkFilter } from './chunk-index.js';

interface SpaceCount {
  chunks: number;
  words: number;
}

export interface VisibleCorpus {
  /** Chunks that the actor may read inside the filter's spaces. */
  chunks: number;
  /** Mean words of those. */
  meanLength: number;
  /** Chunks of everybody: decides the plan only, never a rank. */
  total: number;
}

const KEPT_MS = 3_000;

/**
 * How many chunks there are and how long, per space. Counts are kept for a moment; whose spaces count is asked
 * every time, so a right that goes takes its numbers along at once.
 */
export class CorpusStatistics {
  private counts = new Map<string, SpaceCount>();
  private readAt = -Infinity;
  private reading: Promise<void> | null = null;

  constructor(private readonly database: Database) {}

  async visible(actor: Actor, filter: ChunkFilter): Promise<VisibleCorpus> {
    const spaces = await this.readableSpaces(actor, filter);
    if (performance.now() - this.readAt > KEPT_MS || spaces.some((id) => !this.counts.has(id)))
      await (this.reading ??= this.readCounts(spaces).finally(() => (this.reading = null)));
    let chunks = 0;
    let words = 0;
    for (const id of spaces) {
      chunks += this.counts.get(id)?.chunks ?? 0;
      words += this.counts.get(id)?.words ?? 0;
    }
    let total = 0;
    for (const count of this.counts.values()) total += count.chunks;
    return { chunks, meanLength: chunks ? words / chunks : 1, total };
  }

  private async readableSpaces(actor: Actor, { spaceIds }: ChunkFilter): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `select distinct space_id as id from space_right
       where person_id = $1 and ($2::uuid[] is null or space_id = any($2))`,
      [actor.personId, spaceIds ?? null],
    );
    return rows.map(({ id }) => id);
  }

  private async readCounts(asked: readonly string[]): Promise<void> {
    const rows = await this.database.query<{ id: string } & SpaceCount>(
      `select d.space_id as id, count(*)::int as chunks, sum(c.word_count)::float8 as words
       from chunk c join document d on d.live_version_id = c.version_id and d.deleted_at is null
       where c.live group by d.space_id`,
    );
    this.counts = new Map(asked.map((id) => [id, { chunks: 0, words: 0 }]));
    for (const { id, chunks, words } of rows) this.counts.set(id, { chunks, words });
    this.readAt = performance.now();
  }
}
