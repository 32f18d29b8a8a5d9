import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/index.js';
import type { Block } from '../block.js';

/** A version that is being read, with what its document says about it now. */
export interface IndexedVersion {
  id: string;
  documentId: string;
  spaceId: string;
  title: string;
  fileName: string;
  contentHash: string;
  byteSize: number;
  number: number;
}

export interface SearchableVersion extends IndexedVersion {
  chunkCount: number;
  /** Seconds since its words are searchable. */
  waitedS: number;
}

export interface DocumentNow {
  title: string;
  reading: boolean;
  liveNumber: number | null;
}

export interface ReadSummary {
  parserVersion: string;
  language: string | null;
  pageCount: number | null;
  blockCount: number;
  chunkCount: number;
}

const columns = `v.id, v.document_id as "documentId", d.space_id as "spaceId", d.title, v.file_name as "fileName",
  v.content_hash as "contentHash", v.byte_size::float8 as "byteSize", v.number`;
const live = `
  select ${columns} from document d join document_version v on v.id = d.live_version_id
  where d.id = $1 and d.deleted_at is null`;
const searchable = `
  select ${columns}, v.chunk_count as "chunkCount",
    extract(epoch from now() - v.words_ready_at)::float8 as "waitedS"
  from document_version v join document d on d.id = v.document_id
  where v.state = 'words-ready' and d.live_version_id = v.id and d.deleted_at is null`;
const BLOCK_PAGE = 500;
const BLOCKS_REMOVED = 2_000;

/** What the indexing jobs ask and write; they act for nobody, so there is no actor here. */
@Injectable()
export class IndexingRepository {
  constructor(private readonly database: Database) {}

  /** Takes up a version that still has to be read; nothing when it was deleted, cancelled or is done. */
  async begin(versionId: string): Promise<IndexedVersion | undefined> {
    const rows = await this.database.query<IndexedVersion>(
      `update document_version v set state = 'parsing', progress = 0
       from document d where v.id = $1 and d.id = v.document_id and d.deleted_at is null
         and v.state in ('queued', 'parsing') returning ${columns}`,
      [versionId],
    );
    return rows[0];
  }

  /** @returns false when the version is no longer to be read (cancelled, deleted). */
  async noteProgress(versionId: string, progress: number): Promise<boolean> {
    const rows = await this.database.query(
      `update document_version v set progress = greatest(progress, $2::real) from document d
       where v.id = $1 and v.state in ('parsing', 'words-ready') and d.id = v.document_id and d.deleted_at is null
       returning v.id`,
      [versionId, progress],
    );
    return rows.length > 0;
  }

  async removeBlocks(versionId: string): Promise<void> {
    const removeSome = `
      delete from block where version_id = $1
        and ordinal in (select ordinal from block where version_id = $1 limit ${BLOCKS_REMOVED}) returning ordinal`;
    while ((await this.database.query(removeSome, [versionId])).length === BLOCKS_REMOVED);
  }

  async addBlocks(versionId: string, blocks: readonly Block[]): Promise<void> {
    await this.database.query(
      `insert into block (version_id, ordinal, kind, level, text, cells, header, anchor)
       select $1, b.ordinal, b.kind, b.level, b.text, b.cells, b.header, b.anchor
       from jsonb_to_recordset($2::jsonb) as b(ordinal int, kind text, level int, text text, cells jsonb,
         header jsonb, anchor jsonb)`,
      [versionId, storable(JSON.stringify(blocks))],
    );
  }

  async *blocks(versionId: string): AsyncGenerator<Block> {
    for (let after = -1; ;) {
      const rows = await this.database.query<Block>(
        `select ordinal, kind, level, text, cells, header, anchor from block
         where version_id = $1 and ordinal > $2 order by ordinal limit ${BLOCK_PAGE}`,
        [versionId, after],
      );
      yield* rows.map(withoutNulls);
      if (rows.length < BLOCK_PAGE) return;
      after = rows.at(-1)!.ordinal;
    }
  }

  /** Another version with the same bytes and name that the same parser has read. */
  async findRead(
    version: IndexedVersion,
    parserVersion: string,
  ): Promise<{ id: string; language: string | null; pageCount: number | null } | undefined> {
    const rows = await this.database.query<{ id: string; language: string | null; pageCount: number | null }>(
      `select id, language, page_count as "pageCount" from document_version
       where content_hash = $1 and file_name = $2 and parser_version = $3 and id <> $4
         and state in ('words-ready', 'ready') and block_count > 0 limit 1`,
      [version.contentHash, version.fileName, parserVersion, version.id],
    );
    return rows[0];
  }

  /** Locks the document and says how things stand now, for the switch to a new version. */
  async lockDocument(version: IndexedVersion): Promise<DocumentNow | undefined> {
    const rows = await this.database.query<DocumentNow>(
      `select d.title, v.state = 'parsing' as reading,
         (select l.number from document_version l where l.id = d.live_version_id) as "liveNumber"
       from document d join document_version v on v.id = $2 and v.document_id = d.id
       where d.id = $1 and d.deleted_at is null for update of d`,
      [version.documentId, version.id],
    );
    return rows[0];
  }

  /** The version that answers from a document, if there is one. */
  async findLive(documentId: string): Promise<IndexedVersion | undefined> {
    return (await this.database.query<IndexedVersion>(live, [documentId]))[0];
  }

  /** The same, and locks the document. */
  async lockLive(documentId: string): Promise<IndexedVersion | undefined> {
    return (await this.database.query<IndexedVersion>(`${live} for update of d`, [documentId]))[0];
  }

  /** After its chunks were written anew: fewer may be left, and their vectors are wanted again. */
  async markRewritten(versionId: string, chunkCount: number, progress: number): Promise<void> {
    await this.database.query(`delete from chunk where version_id = $1 and ordinal >= $2`, [
      versionId,
      chunkCount,
    ]);
    await this.database.query(
      `update document_version set state = 'words-ready', chunk_count = $2, embedded_count = 0, progress = $3,
         words_ready_at = now() where id = $1`,
      [versionId, chunkCount, progress],
    );
  }

  async markRead(
    versionId: string,
    state: 'words-ready' | 'ready',
    progress: number,
    read: ReadSummary,
  ): Promise<void> {
    await this.database.query(
      `update document_version set state = $2, progress = $3, parser_version = $4, language = $5, page_count = $6,
         block_count = $7, chunk_count = $8, embedded_count = 0, failure_code = null, failure_reason = null,
         words_ready_at = now(), ready_at = case when $2 = 'ready' then now() end
       where id = $1`,
      [
        versionId,
        state,
        progress,
        read.parserVersion,
        read.language,
        read.pageCount,
        read.blockCount,
        read.chunkCount,
      ],
    );
  }

  async setLive(version: IndexedVersion): Promise<void> {
    await this.database.query(
      `update document set live_version_id = $2, file_name = $3, updated_at = now() where id = $1`,
      [version.documentId, version.id, version.fileName],
    );
    // Vectors of the versions before it are no longer wanted; what was read of them stays for citations.
    await this.database.query(
      `update document_version set state = 'ready', progress = 1, ready_at = now()
       where document_id = $1 and id <> $2 and state = 'words-ready'`,
      [version.documentId, version.id],
    );
  }

  async markFailed(versionId: string, code: string, reason: string): Promise<void> {
    await this.database.query(
      `update document_version set state = 'failed', failure_code = $2, failure_reason = $3
       where id = $1 and state in ('queued', 'parsing')`,
      [versionId, code, reason],
    );
  }

  /** The version if it answers questions but lacks vectors. */
  async findWordsReady(versionId: string): Promise<SearchableVersion | undefined> {
    const rows = await this.database.query<SearchableVersion>(`${searchable} and v.id = $1`, [versionId]);
    return rows[0];
  }

  /** The one that has waited longest for its vectors. */
  async findNextWordsReady(): Promise<SearchableVersion | undefined> {
    const sql = `${searchable} order by v.words_ready_at limit 1`;
    return (await this.database.query<SearchableVersion>(sql))[0];
  }

  /** Counts what is done; the words were `wordsShare` of the whole. */
  async noteEmbedded(versionId: string, model: string, wordsShare: number): Promise<void> {
    await this.database.query(
      `update document_version v set embedded_count = c.n,
         progress = greatest(progress, $3::real + (1 - $3::real) * least(1, c.n::real / greatest(1, v.chunk_count)))
       from (select count(*)::int as n from chunk where version_id = $1 and embedding_model = $2) c
       where v.id = $1 and v.state = 'words-ready'`,
      [versionId, model, wordsShare],
    );
  }

  /** @returns false when it is not waiting for vectors any more. */
  async markReady(versionId: string, model: string): Promise<boolean> {
    const rows = await this.database.query(
      `update document_version set state = 'ready', progress = 1, ready_at = now(),
         embedded_count = (select count(*)::int from chunk where version_id = $1 and embedding_model = $2)
       where id = $1 and state = 'words-ready' returning id`,
      [versionId, model],
    );
    return rows.length > 0;
  }

  /** Whether other documents still wait for their words. */
  async anyUnread(): Promise<boolean> {
    const rows = await this.database.query(
      `select 1 from document_version v join document d on d.id = v.document_id
       where v.state in ('queued', 'parsing') and d.deleted_at is null limit 1`,
    );
    return rows.length > 0;
  }

  /** Every version with work left, oldest first. */
  unfinished(): Promise<{ id: string; state: 'queued' | 'parsing' | 'words-ready' }[]> {
    return this.database.query(
      `select v.id, v.state from document_version v join document d on d.id = v.document_id
       where v.state in ('queued', 'parsing', 'words-ready') and d.deleted_at is null order by v.id`,
    );
  }

  /** After another embedder was chosen: what answers questions gets its vectors anew. */
  async reopenForModel(model: string): Promise<void> {
    await this.database.query(
      `update document_version v set state = 'words-ready', progress = least(progress, 0.5)
       from document d
       where d.live_version_id = v.id and d.deleted_at is null and v.state = 'ready' and exists (
         select 1 from chunk c where c.version_id = v.id and c.embedding_model is distinct from $1)`,
      [model],
    );
  }
}

/** PostgreSQL stores neither NUL nor half a surrogate pair; a blank keeps every offset. */
const storable = (json: string): string =>
  json.replace(/(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/gi, '$1 ');

const withoutNulls = (row: Block): Block =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as Block;
