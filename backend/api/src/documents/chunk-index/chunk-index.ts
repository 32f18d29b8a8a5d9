import type { Actor } from '../../access/index.js';

/** Where a block of the document lies inside a chunk's text; `blockStart` is where that part begins in the block. */
export interface ChunkSpan {
  blockOrdinal: number;
  start: number;
  end: number;
  blockStart: number;
}

/** A chunk as the chunker makes it; its search words are made here. */
export interface NewChunk {
  ordinal: number;
  heading: string;
  text: string;
  spans: ChunkSpan[];
  fromOrdinal: number;
  toOrdinal: number;
  contentHash: string;
}

/** The version that chunks belong to. `live` and `spaceId` follow its document. */
export interface ChunkOwner {
  versionId: string;
  documentId: string;
  /** Title of the document: its words are searchable in every chunk. */
  title: string;
}

export interface ChunkFilter {
  spaceIds?: readonly string[];
  documentIds?: readonly string[];
  /** Only for `nearest`: chunks with less Han than this, where the others' vectors mean nothing to the question. */
  hanShareBelow?: number;
}

/** A chunk that matched, best first. The score ranks one list; it is never shown and never compared across lists. */
export interface ChunkHit {
  chunkId: string;
  documentId: string;
  score: number;
  /** By words only: share of the question's words that the chunk has, weighted by how telling each is. */
  coverage?: number;
}

export interface FoundChunk {
  id: string;
  versionId: string;
  versionNumber: number;
  documentId: string;
  spaceId: string;
  spaceName: string;
  title: string;
  fileName: string;
  ordinal: number;
  heading: string;
  text: string;
  spans: ChunkSpan[];
  fromOrdinal: number;
  toOrdinal: number;
  contentHash: string;
  hanShare: number;
  updatedAt: string;
}

export interface PendingChunk {
  id: string;
  /** Title of the document and the headings below it: they are embedded with the text. */
  heading: string;
  text: string;
  contentHash: string;
}

/**
 * The searchable chunks. Reading takes the actor and returns nothing that they may not read: the filter is part of
 * every query, and so are the counts that rank (document frequency, number and length of chunks).
 */
export abstract class ChunkIndex {
  /** Adds chunks to a version; an ordinal that is there already is overwritten. Joins the caller's transaction. */
  abstract append(owner: ChunkOwner, chunks: readonly NewChunk[]): Promise<void>;
  /** Removes every chunk of the version, in short statements. */
  abstract removeVersion(versionId: string): Promise<void>;
  /**
   * Takes chunks of versions before the live one (of one document, or of all) out of the vector graph, in short
   * statements. They answer nothing since the switch; this only keeps the graph small.
   */
  abstract retire(documentId: string | null): Promise<void>;
  /** Takes vectors from chunks with the same content and model, in short statements. @returns how many got one. */
  abstract reuseVectors(versionId: string, model: string): Promise<number>;
  /** Chunks of the version without a vector of this model, in order. */
  abstract listWithoutVector(versionId: string, model: string, limit: number): Promise<PendingChunk[]>;
  abstract setVectors(model: string, vectors: ReadonlyMap<string, Float32Array>): Promise<void>;

  /** BM25 over the chunks that the actor may read. `terms` come from `lexemes()`. */
  abstract lexical(
    actor: Actor,
    terms: readonly string[],
    filter: ChunkFilter,
    limit: number,
  ): Promise<ChunkHit[]>;
  /** Nearest by cosine among the chunks that the actor may read. */
  abstract nearest(
    actor: Actor,
    query: { model: string; vector: Float32Array },
    filter: ChunkFilter,
    limit: number,
  ): Promise<ChunkHit[]>;
  /** The chunks in the order of `ids`; those that the actor may not read (any more) are missing. */
  abstract read(actor: Actor, ids: readonly string[]): Promise<FoundChunk[]>;
  /** The chunks up to `reach` before and after each of `ids`, of the same version, in reading order. */
  abstract neighbours(actor: Actor, ids: readonly string[], reach: number): Promise<FoundChunk[]>;
}
