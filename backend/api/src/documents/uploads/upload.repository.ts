import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/index.js';
import { Database, newId } from '../../platform/index.js';
import type { VersionState } from '../document.dto.js';

export interface UploadRow {
  id: string;
  space_id: string;
  expected_files: number | null;
  created_at: Date;
  cancelled_at: Date | null;
}

export interface UploadedFileRow {
  document_id: string;
  version_id: string;
  title: string;
  file_name: string;
  folder: string;
  byte_size: string;
  state: VersionState;
  progress: number;
  chunk_count: number;
  embedded_count: number;
  failure_code: string | null;
  failure_reason: string | null;
}

/** Uploads are seen by the person who made them, as long as they may read the space. */
@Injectable()
export class UploadRepository {
  constructor(private readonly database: Database) {}

  async add(actor: Actor, spaceId: string, expectedFiles: number | null): Promise<string> {
    const id = newId();
    await this.database.query(
      `insert into upload (id, space_id, person_id, expected_files) values ($1, $2, $3, $4)`,
      [id, spaceId, actor.personId, expectedFiles],
    );
    return id;
  }

  async find(actor: Actor, id: string): Promise<UploadRow | undefined> {
    const rows = await this.database.query<UploadRow>(
      `select u.id, u.space_id, u.expected_files, u.created_at, u.cancelled_at from upload u
       where u.id = $2 and u.person_id = $1
         and exists (select 1 from space_right r where r.space_id = u.space_id and r.person_id = $1)`,
      [actor.personId, id],
    );
    return rows[0];
  }

  /** Documents that were moved where the asker may not read are not in the list. */
  files(actor: Actor, uploadId: string): Promise<UploadedFileRow[]> {
    return this.database.query(
      `select d.id as document_id, v.id as version_id, d.title, v.file_name, d.folder, v.byte_size, v.state,
         v.progress, v.chunk_count,
         v.embedded_count, v.failure_code, v.failure_reason
       from document_version v join document d on d.id = v.document_id
       where v.upload_id = $2 and (d.deleted_at is null or v.state = 'cancelled')
         and exists (select 1 from space_right r where r.space_id = d.space_id and r.person_id = $1)
       order by v.id`,
      [actor.personId, uploadId],
    );
  }

  /** Ends what has not been read yet. Documents that have no other version go with it; they can be restored. */
  async cancel(uploadId: string, personId: string): Promise<string[]> {
    await this.database.query(
      `update upload set cancelled_at = coalesce(cancelled_at, now()) where id = $1`,
      [uploadId],
    );
    const cancelled = await this.database.query<{ document_id: string }>(
      `update document_version set state = 'cancelled' where upload_id = $1 and state in ('queued', 'parsing')
       returning document_id`,
      [uploadId],
    );
    const ids = cancelled.map((row) => row.document_id);
    await this.database.query(
      `update document set deleted_at = now(), deleted_by = $2
       where id = any($1::uuid[]) and live_version_id is null and deleted_at is null`,
      [ids, personId],
    );
    return ids;
  }
}
