import { Injectable, Optional } from '@nestjs/common';
import type { Actor } from '../../access/index.js';
import { hanShare } from '../../models/index.js';
import { Database, newId, toVector } from '../../platform/index.js';
import {
  type ChunkFilter,
  type ChunkHit,
  ChunkIndex,
  type ChunkOwner,
  type FoundChunk,
  type NewChunk,
  type PendingChunk,
} from './chunk-index.js';
import { CorpusStatistics } from './corpus-statistics.js';
import { lexemes } from './lexemes.js';
import * as sql from './chunk-index.sql.js';
import { searchTerms } from './stop-words.js';
import { wordQuery, wordsLiteral } from './words-literal.js';

interface PlanLimits {
  /** Up to this many readable chunks every distance is computed: exact, and quicker than the graph with a filter. */
  exactUpTo: number;
  /** Below this readable share the graph would throw most of what it finds away: exact as well. */
  selectiveShare: number;
}

/** What one statement took over; `last` is the ordinal it got to, null at the end. */
type Reused = { last: number | null; reused: number };

const usualLimits: PlanLimits = { exactUpTo: 1_500, selectiveShare: 0.03 };
const ROWS_A_STATEMENT = 100;
const ROWS_REMOVED = 500;
/** Each goes into the graph, at some milliseconds. */
const VECTORS_A_STATEMENT = 32;

/** `ChunkIndex` on PostgreSQL with pgvector, embedded or a server: the same SQL. */
@Injectable()
export class PgvectorChunkIndex extends ChunkIndex {
  private readonly statistics: CorpusStatistics;

  constructor(
    private readonly database: Database,
    @Optional() private readonly limits: PlanLimits = usualLimits,
  ) {
    super();
    this.statistics = new CorpusStatistics(database);
  }

  async append(owner: ChunkOwner, chunks: readonly NewChunk[]): Promise<void> {
    for (let i = 0; i < chunks.length; i += ROWS_A_STATEMENT) {
      const rows = chunks.slice(i, i + ROWS_A_STATEMENT).map((chunk) => toRow(chunk, owner.title));
      await this.database.query(sql.append, [owner.versionId, owner.documentId, JSON.stringify(rows)]);
    }
  }

  async removeVersion(versionId: string): Promise<void> {
    while ((await this.database.query(sql.removeSome, [versionId, ROWS_REMOVED])).length === ROWS_REMOVED);
  }

  async retire(documentId: string | null): Promise<void> {
    while ((await this.database.query(sql.retireSome, [documentId, ROWS_A_STATEMENT])).length > 0);
  }

  async reuseVectors(versionId: string, model: string): Promise<number> {
    let reused = 0;
    let after: number | null = -1;
    while (after !== null) {
      const parameters: unknown[] = [versionId, model, after, VECTORS_A_STATEMENT];
      const [part]: Reused[] = await this.database.query<Reused>(sql.reuseSome, parameters);
      reused += part!.reused;
      after = part!.last;
    }
    return reused;
  }

  listWithoutVector(versionId: string, model: string, limit: number): Promise<PendingChunk[]> {
    return this.database.query<PendingChunk & Record<string, unknown>>(sql.listWithoutVector, [
      versionId,
      model,
      limit,
    ]);
  }

  async setVectors(model: string, vectors: ReadonlyMap<string, Float32Array>): Promise<void> {
    const rows = Array.from(vectors, ([id, vector]) => ({ id, vector: toVector(vector) }));
    for (let i = 0; i < rows.length; i += VECTORS_A_STATEMENT) {
      const part = JSON.stringify(rows.slice(i, i + VECTORS_A_STATEMENT));
      await this.database.query(sql.setVectors, [model, part]);
    }
  }

  async lexical(
    actor: Actor,
    terms: readonly string[],
    filter: ChunkFilter,
    limit: number,
  ): Promise<ChunkHit[]> {
    const telling = searchTerms(terms);
    if (!telling.length) return [];
    const { chunks, meanLength } = await this.statistics.visible(actor, filter);
    return this.database.query(sql.lexical, [
      actor.personId,
      filter.spaceIds ?? null,
      filter.documentIds ?? null,
      telling.map(wordQuery),
      chunks,
      meanLength,
      limit,
    ]);
  }

  async nearest(
    actor: Actor,
    query: { model: string; vector: Float32Array },
    filter: ChunkFilter,
    limit: number,
  ): Promise<ChunkHit[]> {
    const { chunks, total } = await this.statistics.visible(actor, filter);
    const parameters = [
      actor.personId,
      filter.spaceIds ?? null,
      filter.documentIds ?? null,
      query.model,
      toVector(query.vector),
      limit,
      filter.hanShareBelow ?? null,
    ];
    const { exactUpTo, selectiveShare } = this.limits;
    if (filter.documentIds || chunks <= exactUpTo || chunks < total * selectiveShare)
      return this.database.query(sql.nearestExact, parameters);
    return this.database.transaction(async () => {
      await this.database.query(sql.searchGraph, [String(Math.max(100, limit))]);
      return this.database.query<ChunkHit & Record<string, unknown>>(sql.nearestByGraph, parameters);
    });
  }

  async read(actor: Actor, ids: readonly string[]): Promise<FoundChunk[]> {
    const rows = await this.database.query<FoundChunk & Record<string, unknown>>(sql.read, [
      actor.personId,
      ids,
    ]);
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  neighbours(actor: Actor, ids: readonly string[], reach: number): Promise<FoundChunk[]> {
    return this.database.query<FoundChunk & Record<string, unknown>>(sql.neighbours, [
      actor.personId,
      ids,
      reach,
    ]);
  }
}

function toRow(chunk: NewChunk, title: string): Record<string, unknown> {
  const startsWithTitle = chunk.heading.toLowerCase().startsWith(title.toLowerCase());
  const above = startsWithTitle ? chunk.heading : `${title}\n${chunk.heading}`;
  const words = [...lexemes(above), ...lexemes(chunk.text)];
  return {
    id: newId(),
    ordinal: chunk.ordinal,
    heading: storable(chunk.heading),
    text: storable(chunk.text),
    spans: chunk.spans,
    from_ordinal: chunk.fromOrdinal,
    to_ordinal: chunk.toOrdinal,
    content_hash: chunk.contentHash,
    han_share: hanShare(chunk.text),
    words: wordsLiteral(words),
    word_count: words.length,
  };
}

/** PostgreSQL stores no NUL; a blank keeps every offset. */
const storable = (text: string): string => text.replaceAll('\u0000', ' ');
