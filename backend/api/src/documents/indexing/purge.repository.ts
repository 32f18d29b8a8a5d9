import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/index.js';

@Injectable()
export class PurgeRepository {
  constructor(private readonly database: Database) {}

  listDeleted(deletedBefore: Date): Promise<{ id: string; spaceId: string }[]> {
    return this.database.query(
      `select id, space_id as "spaceId" from document where deleted_at < $1 order by id`,
      [deletedBefore],
    );
  }

  /** Versions of a document; those of all documents in spaces that were deleted before this time. */
  async listVersionsOf(documentId: string): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      'select id from document_version where document_id = $1 order by number',
      [documentId],
    );
    return rows.map(({ id }) => id);
  }

  async listVersionsInSpaces(deletedBefore: Date): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `select v.id from document_version v join document d on d.id = v.document_id
       join space s on s.id = d.space_id where s.deleted_at < $1 order by v.id`,
      [deletedBefore],
    );
    return rows.map(({ id }) => id);
  }

  /** With its versions, blocks, chunks and the citations of it. */
  async remove(id: string, deletedBefore: Date): Promise<boolean> {
    const rows = await this.database.query(
      `delete from document where id = $1 and deleted_at < $2 returning id`,
      [id, deletedBefore],
    );
    return rows.length > 0;
  }

  async listUsed(hashes: readonly string[]): Promise<string[]> {
    const rows = await this.database.query<{ hash: string }>(
      `select distinct content_hash as hash from document_version where content_hash = any($1::text[])`,
      [hashes],
    );
    return rows.map((row) => row.hash);
  }
}
