import { Injectable } from '@nestjs/common';
import { Database, newId } from '../platform/index.js';

export interface NewVersion {
  documentId: string;
  uploadId: string | null;
  number: number;
  fileName: string;
  contentHash: string;
  byteSize: number;
  mediaType: string;
  failure: { code: string; reason: string } | null;
  createdBy: string;
}

export interface KnownDocument {
  id: string;
  spaceId: string;
  newestId: string;
  newestNumber: number;
  newestHash: string;
  newestState: string;
}

const known = `
  select d.id, d.space_id as "spaceId", n.id as "newestId", n.number as "newestNumber",
    n.content_hash as "newestHash", n.state as "newestState"
  from document d
  join lateral (select * from document_version x where x.document_id = d.id order by x.number desc limit 1) n on true`;

/** Writes new documents and versions; the caller has checked the actor's right to write there. */
@Injectable()
export class IntakeRepository {
  constructor(private readonly database: Database) {}

  /** Uploads into one space are written down one after the other, so that a name is never taken twice. */
  async lockSpace(spaceId: string): Promise<void> {
    await this.database.query(`select id from space where id = $1 for update`, [spaceId]);
  }

  async findByName(spaceId: string, folder: string, fileName: string): Promise<KnownDocument | undefined> {
    const rows = await this.database.query<KnownDocument>(
      `${known} where d.space_id = $1 and d.folder = $2 and d.file_name = $3 and d.deleted_at is null limit 1`,
      [spaceId, folder, fileName],
    );
    return rows[0];
  }

  async lockDocument(id: string): Promise<KnownDocument | undefined> {
    await this.database.query(`select id from document where id = $1 for update`, [id]);
    const rows = await this.database.query<KnownDocument>(
      `${known} where d.id = $1 and d.deleted_at is null`,
      [id],
    );
    return rows[0];
  }

  async addDocument(document: {
    spaceId: string;
    title: string;
    fileName: string;
    folder: string;
    createdBy: string;
  }): Promise<string> {
    const id = newId();
    await this.database.query(
      `insert into document (id, space_id, title, file_name, folder, created_by) values ($1, $2, $3, $4, $5, $6)`,
      [id, document.spaceId, document.title, document.fileName, document.folder, document.createdBy],
    );
    return id;
  }

  async addVersion(version: NewVersion): Promise<string> {
    const id = newId();
    await this.database.query(
      `insert into document_version (id, document_id, upload_id, number, file_name, content_hash, byte_size,
         media_type, state, failure_code, failure_reason, created_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        id,
        version.documentId,
        version.uploadId,
        version.number,
        version.fileName,
        version.contentHash,
        version.byteSize,
        version.mediaType,
        version.failure ? 'failed' : 'queued',
        version.failure?.code ?? null,
        version.failure?.reason ?? null,
        version.createdBy,
      ],
    );
    await this.database.query(`update document set updated_at = now() where id = $1`, [version.documentId]);
    return id;
  }

  /** The upload shows the unchanged file as its own; the one that brought it first expects one file less. */
  async adopt(versionId: string, uploadId: string): Promise<void> {
    await this.database.query(
      `update upload u set expected_files = greatest(0, u.expected_files - 1) from document_version v
       where v.id = $1 and u.id = v.upload_id and u.id <> $2`,
      [versionId, uploadId],
    );
    await this.database.query(`update document_version set upload_id = $2 where id = $1`, [
      versionId,
      uploadId,
    ]);
  }

  /** Back to the beginning; @returns false when the newest version has not failed or been cancelled. */
  async reopen(versionId: string): Promise<boolean> {
    const rows = await this.database.query(
      `update document_version set state = 'queued', progress = 0, failure_code = null, failure_reason = null
       where id = $1 and state in ('failed', 'cancelled') returning id`,
      [versionId],
    );
    return rows.length > 0;
  }
}
