import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/index.js';
import type { Block } from '../../documents/index.js';
import { Database } from '../../platform/index.js';

export interface PlacedBlock extends Block {
  versionId: string;
}

/** The blocks behind passages and citations, as far as the actor may read their document now. */
@Injectable()
export class PassageBlockRepository {
  constructor(private readonly database: Database) {}

  async listOf(
    actor: Actor,
    places: readonly { versionId: string; ordinal: number }[],
  ): Promise<PlacedBlock[]> {
    if (!places.length) return [];
    const rows = await this.database.query<
      PlacedBlock & { level: number | null; cells: string[] | null; header: string[] | null }
    >(
      `select b.version_id as "versionId", b.ordinal, b.kind, b.level, b.text, b.cells, b.header, b.anchor
       from block b
       join unnest($1::uuid[], $2::int[]) as place (version_id, ordinal)
         on place.version_id = b.version_id and place.ordinal = b.ordinal
       join document_version v on v.id = b.version_id
       join document d on d.id = v.document_id and d.deleted_at is null
       where exists (select 1 from space_right r where r.space_id = d.space_id and r.person_id = $3)
       order by b.version_id, b.ordinal`,
      [places.map((p) => p.versionId), places.map((p) => p.ordinal), actor.personId],
    );
    return rows.map(({ level, cells, header, ...block }) => ({
      ...block,
      ...(level !== null && { level }),
      ...(cells && { cells }),
      ...(header && { header }),
    }));
  }
}
