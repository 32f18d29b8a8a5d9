import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/index.js';
import { Database } from '../../platform/index.js';

/** How much of what the actor may read still waits to be read or to get its vectors. */
export interface IndexState {
  /** Documents that are on their way. */
  filling: number;
  /** Share of the readable chunks that have no vector yet. */
  withoutVectors: number;
}

@Injectable()
export class IndexStateRepository {
  constructor(private readonly database: Database) {}

  async of(
    actor: Actor,
    { spaceIds, documentIds }: { spaceIds?: readonly string[]; documentIds?: readonly string[] },
  ): Promise<IndexState> {
    const [row] = await this.database.query<{ filling: number; chunks: number; missing: number }>(
      `select
         (count(distinct d.id) filter (where v.state in ('queued', 'parsing', 'words-ready')))::int as filling,
         coalesce(sum(v.chunk_count) filter (where v.id = d.live_version_id), 0)::int as chunks,
         coalesce(sum(v.chunk_count - v.embedded_count)
           filter (where v.id = d.live_version_id and v.state = 'words-ready'), 0)::int as missing
       from document d
       join document_version v on v.document_id = d.id
         and (v.id = d.live_version_id or v.state in ('queued', 'parsing', 'words-ready'))
       where d.deleted_at is null
         and ($2::uuid[] is null or d.space_id = any($2::uuid[]))
         and ($3::uuid[] is null or d.id = any($3::uuid[]))
         and exists (select 1 from space_right r where r.space_id = d.space_id and r.person_id = $1)`,
      [actor.personId, spaceIds?.length ? spaceIds : null, documentIds?.length ? documentIds : null],
    );
    const { filling = 0, chunks = 0, missing = 0 } = row ?? {};
    return { filling, withoutVectors: chunks ? missing / chunks : 0 };
  }
}
