import { Injectable } from '@nestjs/common';
import { Database } from '../platform/index.js';

/** What one person has put into spaces, for their own export: names only of what they may still read. */
@Injectable()
export class ContributionRepository {
  constructor(private readonly database: Database) {}

  listUploads(personId: string): Promise<object[]> {
    return this.database.query(
      `select id, space_id as "spaceId", expected_files as "expectedFiles", created_at as "createdAt",
         cancelled_at as "cancelledAt"
       from upload where person_id = $1 order by created_at, id`,
      [personId],
    );
  }

  /** A version that the person gave, or whose document they made or deleted. */
  listVersions(personId: string): Promise<object[]> {
    return this.database.query(
      `select d.id as "documentId", v.number as version, r.title, r.file_name as "fileName",
         d.created_by = $1 as "madeDocument", v.created_by = $1 as "gaveVersion", d.deleted_by = $1 as "deleted",
         v.created_at as "createdAt"
       from document d join document_version v on v.document_id = d.id
       left join lateral (
         select d.title, v.file_name where exists (
           select 1 from space_right s where s.space_id = d.space_id and s.person_id = $1)) r on true
       where d.created_by = $1 or v.created_by = $1 or d.deleted_by = $1
       order by v.created_at, v.id`,
      [personId],
    );
  }
}
