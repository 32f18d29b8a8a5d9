import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whether and to whom a chunk answers is its document's word alone (space, live version, deletion): searches ask there, so
 * that a move, a deletion or a new version is one row and not a statement over every chunk. `live` stays as what keeps
 * the chunks of earlier versions out of the vector graph; it follows in short statements.
 */
export class ChunkFollowsDocument1764100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('drop index chunk_space');
    await runner.query('alter table chunk drop column space_id');
    await runner.query('alter table chunk alter column live set default true');
    await runner.query(
      `update chunk c set live = true from document d where d.live_version_id = c.version_id and not c.live`,
    );
    await runner.query('create index document_live_version on document (live_version_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index document_live_version');
    await runner.query('alter table chunk alter column live set default false');
    await runner.query('alter table chunk add column space_id uuid references space (id) on delete cascade');
    await runner.query(
      `update chunk c set space_id = d.space_id,
         live = d.deleted_at is null and d.live_version_id is not distinct from c.version_id
       from document d where d.id = c.document_id`,
    );
    await runner.query('alter table chunk alter column space_id set not null');
    await runner.query('create index chunk_space on chunk (space_id) where live');
  }
}
