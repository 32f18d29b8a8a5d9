import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/index.js';
import { Database } from '../platform/index.js';
import type { DocumentSort, VersionState } from './document.dto.js';

/** A document as the asker sees it, with its newest version's state and the version that opens. */
export interface DocumentRow {
  id: string;
  space_id: string;
  space_name: string;
  title: string;
  file_name: string;
  folder: string;
  media_type: string;
  byte_size: string;
  page_count: number | null;
  state: VersionState;
  progress: number;
  failure_code: string | null;
  failure_reason: string | null;
  version_id: string;
  version_number: number;
  newest_id: string;
  may_write: boolean;
  created_at: Date;
  updated_at: Date;
  deleted_at: Date | null;
  sort_key: string;
}

export interface VersionRow {
  id: string;
  document_id: string;
  number: number;
  file_name: string;
  content_hash: string;
  media_type: string;
  byte_size: string;
  page_count: number | null;
  block_count: number;
  state: VersionState;
  progress: number;
  failure_code: string | null;
  failure_reason: string | null;
  is_current: boolean;
  created_at: Date;
}

export interface DocumentFilter {
  spaceId: string;
  query?: string | undefined;
  folder?: string | undefined;
  sort: DocumentSort;
}

type Cursor = [sortKey: string, id: string] | undefined;

const sortKeys: Record<string, string> = {
  updated: `to_char(d.updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')`,
  title: 'lower(d.title)',
  size: `lpad(v.byte_size::text, 20, '0')`,
};

/** $1 is always the asker: what they may not read does not exist for this class. */
const readable = `exists (select 1 from space_right r where r.space_id = d.space_id and r.person_id = $1)`;
const writable = `exists (select 1 from space_right r where r.space_id = d.space_id and r.person_id = $1
  and r.role in ('owner', 'editor'))`;

const select = (sortKey = `''`): string => `
  select d.id, d.space_id, s.name as space_name, d.title, v.file_name, d.folder, v.media_type, v.byte_size,
    v.page_count, n.state, n.progress, n.failure_code, n.failure_reason, v.id as version_id,
    v.number as version_number, n.id as newest_id, ${writable} as may_write, d.created_at, d.updated_at, d.deleted_at,
    ${sortKey} as sort_key
  from document d
  join space s on s.id = d.space_id
  join lateral (select * from document_version x where x.document_id = d.id order by x.number desc limit 1) n on true
  join document_version v on v.id = coalesce(d.live_version_id, n.id)`;

const selectVersion = `
  select v.id, v.document_id, v.number, v.file_name, v.content_hash, v.media_type, v.byte_size, v.page_count,
    v.block_count, v.state, v.progress, v.failure_code, v.failure_reason, v.created_at,
    coalesce(v.id = d.live_version_id, false) as is_current
  from document_version v join document d on d.id = v.document_id`;

@Injectable()
export class DocumentRepository {
  constructor(private readonly database: Database) {}

  async find(actor: Actor, id: string): Promise<DocumentRow | undefined> {
    const sql = `${select()} where d.id = $2 and d.deleted_at is null and ${readable}`;
    return (await this.database.query<DocumentRow>(sql, [actor.personId, id]))[0];
  }

  async findDeleted(actor: Actor, id: string, deletedAfter: Date): Promise<DocumentRow | undefined> {
    const sql = `${select()} where d.id = $2 and d.deleted_at > $3 and ${writable}`;
    return (await this.database.query<DocumentRow>(sql, [actor.personId, id, deletedAfter]))[0];
  }

  list(actor: Actor, filter: DocumentFilter, limit: number, after: Cursor): Promise<DocumentRow[]> {
    const descending = filter.sort.startsWith('-');
    const key = sortKeys[filter.sort.replace('-', '')]!;
    const [direction, beyond] = descending ? ['desc', '<'] : ['asc', '>'];
    const sql = `${select(key)}
      where d.space_id = $2 and d.deleted_at is null and ${readable}
        and ($3::text is null or d.title ilike $3 or v.file_name ilike $3)
        and ($4::text is null or d.folder = $4 or starts_with(d.folder, $4 || '/'))
        and ($5::text is null or (${key}, d.id) ${beyond} ($5, $6::uuid))
      order by ${key} ${direction}, d.id ${direction} limit $7`;
    const pattern = filter.query ? `%${filter.query.replace(/[\\%_]/g, '\\$&')}%` : null;
    const { personId } = actor;
    return this.database.query(sql, [
      personId,
      filter.spaceId,
      pattern,
      filter.folder ?? null,
      after?.[0] ?? null,
      after?.[1] ?? null,
      limit,
    ]);
  }

  listDeleted(actor: Actor, deletedAfter: Date, limit: number, after: Cursor): Promise<DocumentRow[]> {
    const key = `to_char(d.deleted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')`;
    const sql = `${select(key)}
      where d.deleted_at > $2 and ${writable} and ($3::text is null or (${key}, d.id) < ($3, $4::uuid))
      order by ${key} desc, d.id desc limit $5`;
    const { personId } = actor;
    return this.database.query(sql, [personId, deletedAfter, after?.[0] ?? null, after?.[1] ?? null, limit]);
  }

  versions(actor: Actor, documentId: string): Promise<VersionRow[]> {
    const sql = `${selectVersion}
      where d.id = $2 and d.deleted_at is null and ${readable} order by v.number desc`;
    return this.database.query(sql, [actor.personId, documentId]);
  }

  async findVersion(actor: Actor, documentId: string, versionId: string): Promise<VersionRow | undefined> {
    const sql = `${selectVersion}
      where d.id = $2 and v.id = $3 and d.deleted_at is null and ${readable}`;
    return (await this.database.query<VersionRow>(sql, [actor.personId, documentId, versionId]))[0];
  }

  async rename(id: string, title: string): Promise<void> {
    await this.database.query(`update document set title = $2, updated_at = now() where id = $1`, [
      id,
      title,
    ]);
  }

  /** Document and chunks together, in the caller's transaction, so that rights follow at once. */
  async move(id: string, spaceId: string): Promise<void> {
    await this.database.query(`update document set space_id = $2, updated_at = now() where id = $1`, [
      id,
      spaceId,
    ]);
  }

  /** Gone from the next query on: searches ask the document. */
  async markDeleted(id: string, personId: string): Promise<void> {
    await this.database.query(`update document set deleted_at = now(), deleted_by = $2 where id = $1`, [
      id,
      personId,
    ]);
  }

  async restore(id: string): Promise<void> {
    await this.database.query(
      `update document set deleted_at = null, deleted_by = null, updated_at = now() where id = $1`,
      [id],
    );
  }
}
