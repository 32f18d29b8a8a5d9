import type { DocumentDto, DocumentVersionDto } from './document.dto.js';
import type { DocumentRow, VersionRow } from './document.repository.js';

export const failureOf = (row: {
  failure_code: string | null;
  failure_reason: string | null;
}): { code: string; reason: string } | null =>
  row.failure_code === null ? null : { code: row.failure_code, reason: row.failure_reason ?? '' };

export const toDocumentDto = (row: DocumentRow): DocumentDto => ({
  id: row.id,
  spaceId: row.space_id,
  spaceName: row.space_name,
  title: row.title,
  fileName: row.file_name,
  folder: row.folder,
  mediaType: row.media_type,
  byteSize: Number(row.byte_size),
  pageCount: row.page_count,
  state: row.state,
  progress: row.progress,
  failure: failureOf(row),
  version: { id: row.version_id, number: row.version_number },
  mayWrite: row.may_write,
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
  deletedAt: row.deleted_at?.toISOString() ?? null,
});

export const toVersionDto = (row: VersionRow): DocumentVersionDto => ({
  id: row.id,
  number: row.number,
  fileName: row.file_name,
  mediaType: row.media_type,
  byteSize: Number(row.byte_size),
  pageCount: row.page_count,
  state: row.state,
  progress: row.progress,
  failure: failureOf(row),
  isCurrent: row.is_current,
  createdAt: row.created_at.toISOString(),
});
