export { type Anchor, type Block, type BlockKind, CELL_SEPARATOR, cellAt, rowText } from './block.js';
export {
  type ChunkFilter,
  type ChunkHit,
  ChunkIndex,
  type ChunkSpan,
  type FoundChunk,
  PgvectorChunkIndex,
  lexemes,
} from './chunk-index/index.js';
export { DocumentIndexed } from './document-indexed.event.js';
export type { DocumentDto, DocumentVersionDto } from './document.dto.js';
export { DocumentsModule } from './documents.module.js';
export { DocumentsService } from './documents.service.js';
export { ParseFailure } from './parsers/parse-failure.js';
export { closeParsers, parseFile } from './parsing/parser-pool.js';
export { type SentenceSpan, splitSentences } from './sentences.js';
export { FolderImport } from './uploads/folder-import.js';
export { UploadsService } from './uploads/uploads.service.js';
