import { Injectable } from '@nestjs/common';
import { Database } from '../platform/index.js';
import type { SystemDto } from './system.dto.js';

/** Counts over the whole installation, for its owner: no title, no text. */
@Injectable()
export class SystemRepository {
  constructor(private readonly database: Database) {}

  async databaseFigures(): Promise<{ version: string; bytes: string }> {
    const [row] = await this.database.query<{ version: string; bytes: string }>(
      `select current_setting('server_version') as version, pg_database_size(current_database())::text as bytes`,
    );
    return row!;
  }

  async use(): Promise<SystemDto['use']> {
    const [row] = await this.database.query<SystemDto['use']>(
      `select
        (select count(*)::int from document where deleted_at is null) as documents,
        (select coalesce(sum(v.chunk_count), 0)::int from document d
           join document_version v on v.id = d.live_version_id where d.deleted_at is null) as chunks,
        (select count(*)::int from document_version where state = 'failed') as "failedDocuments",
        (select count(*)::int from answer where created_at > now() - interval '1 day') as "answersToday",
        (select count(*)::int from answer where created_at > now() - interval '7 days') as "answersThisWeek",
        (select count(*)::int from feedback where created_at > now() - interval '7 days' and kind in ('up', 'down')) as "votesThisWeek",
        (select count(*)::int from feedback where created_at > now() - interval '7 days' and kind = 'up') as "upThisWeek"`,
    );
    return row!;
  }
}
