export {
  type ChunkFilter,
  type ChunkHit,
  ChunkIndex,
  type ChunkOwner,
  type ChunkSpan,
  type FoundChunk,
  type NewChunk,
  type PendingChunk,
} from './chunk-index.js';
export { lexemes } from './lexemes.js';
export { PgvectorChunkIndex } from './pgvector-chunk-index.js';
