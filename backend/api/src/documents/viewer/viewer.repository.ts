import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/index.js';
import { Database } from '../../platform/index.js';
import type { Block } from '../block.js';

@Injectable()
export class ViewerRepository {
  constructor(private readonly database: Database) {}

  /** Blocks of a version that the actor may read, from an ordinal on. */
  async blocks(actor: Actor, versionId: string, at: number, count: number): Promise<Block[]> {
    const rows = await this.database.query<Block>(
      `select b.ordinal, b.kind, b.level, b.text, b.cells, b.header, b.anchor
       from block b join document_version v on v.id = b.version_id
       join document d on d.id = v.document_id and d.deleted_at is null
       where b.version_id = $2 and b.ordinal >= $3
         and exists (select 1 from space_right r where r.space_id = d.space_id and r.person_id = $1)
       order by b.ordinal limit $4`,
      [actor.personId, versionId, at, count],
    );
    return rows.map(
      (row) =>
        Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as Block,
    );
  }

  /** Number of the version that answers questions now; null while there is none. */
  async findLive(actor: Actor, documentId: string): Promise<{ number: number } | undefined> {
    const rows = await this.database.query<{ number: number }>(
      `select l.number from document d join document_version l on l.id = d.live_version_id
       where d.id = $2 and d.deleted_at is null
         and exists (select 1 from space_right r where r.space_id = d.space_id and r.person_id = $1)`,
      [actor.personId, documentId],
    );
    return rows[0];
  }

  async findLanguage(versionId: string): Promise<string | null> {
    const rows = await this.database.query<{ language: string | null }>(
      `select language from document_version where id = $1`,
      [versionId],
    );
    return rows[0]?.language ?? null;
  }

  /** The installation's own secret for view tickets, made at first use. */
  async ticketKey(): Promise<Buffer> {
    const made = JSON.stringify(randomBytes(32).toString('base64'));
    await this.database.query(
      `insert into setting (key, value) values ('view-ticket-key', $1::jsonb) on conflict (key) do nothing`,
      [made],
    );
    const rows = await this.database.query<{ value: string }>(
      `select value from setting where key = 'view-ticket-key'`,
    );
    return Buffer.from(rows[0]!.value, 'base64');
  }
}
