import type { ChunkSpan } from '../documents/index.js';

/** A piece of a document that may hold the answer, as the actor may read it. Rank 1 is the best; there is no score. */
export interface Passage {
  /** Of the chunk that was found; neighbours may be joined to it. */
  chunkId: string;
  documentId: string;
  versionId: string;
  versionNumber: number;
  title: string;
  fileName: string;
  spaceId: string;
  spaceName: string;
  /** The headings above, outermost first. */
  heading: string;
  text: string;
  /** Where each block of the document lies in `text`. */
  spans: ChunkSpan[];
  fromOrdinal: number;
  toOrdinal: number;
  contentHash: string;
  rank: number;
  updatedAt: string;
}
