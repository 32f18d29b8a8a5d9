import { Injectable } from '@nestjs/common';
import { Database, newId } from '../../platform/index.js';
import type { Space } from './space.dto.js';

export interface SpaceRow extends Omit<Space, 'createdAt' | 'deletedAt'> {
  createdAt: Date;
  deletedAt: Date | null;
  sortKey: string;
}

export interface SpaceList {
  personId: string;
  deleted: boolean;
  after?: [string, string];
  limit: number;
}

/** A deleted space has no rows in space_right; its owners are found by their grants. */
const roles = (right: string): string => `lateral (
  select max(array_position(array['reader', 'editor', 'owner'], r.role)) as rank from ${right}) held`;
const liveRight = 'space_right r where r.space_id = s.id and r.person_id = $1';
const deletedRight = `space_grant r where r.space_id = s.id and r.role = 'owner' and (r.person_id = $1 or exists (
  select 1 from group_member m where m.group_id = r.group_id and m.person_id = $1))`;

const columns = `s.id, s.name, s.description, s.kind, s.training_consent as "trainingConsent",
  (array['reader', 'editor', 'owner'])[held.rank] as role, s.created_at as "createdAt", s.deleted_at as "deletedAt",
  (select count(*)::int from document d where d.space_id = s.id and d.deleted_at is null) as "documentCount",
  lower(s.name) as "sortKey"`;

@Injectable()
export class SpaceRepository {
  constructor(private readonly database: Database) {}

  async find(personId: string, id: string): Promise<SpaceRow | undefined> {
    const [row] = await this.database.query<SpaceRow>(
      `select ${columns} from space s, ${roles(liveRight)}
       where s.id = $2 and s.deleted_at is null and held.rank is not null`,
      [personId, id],
    );
    return row;
  }

  async findDeleted(personId: string, id: string): Promise<SpaceRow | undefined> {
    const [row] = await this.database.query<SpaceRow>(
      `select ${columns} from space s, ${roles(deletedRight)}
       where s.id = $2 and s.deleted_at is not null and held.rank is not null`,
      [personId, id],
    );
    return row;
  }

  /** By name; `limit + 1` rows, so that the caller knows whether there are more. */
  list({ personId, deleted, after, limit }: SpaceList): Promise<SpaceRow[]> {
    return this.database.query<SpaceRow>(
      `select ${columns} from space s, ${roles(deleted ? deletedRight : liveRight)}
       where held.rank is not null and (s.deleted_at is not null) = $2
         and ($3::text is null or (lower(s.name), s.id) > ($3, $4::uuid))
       order by lower(s.name), s.id limit $5`,
      [personId, deleted, after?.[0] ?? null, after?.[1] ?? null, limit + 1],
    );
  }

  async add(space: { name: string; description: string; createdBy: string }): Promise<string> {
    const id = newId();
    await this.database.query(
      'insert into space (id, name, description, created_by) values ($1, $2, $3, $4)',
      [id, space.name, space.description, space.createdBy],
    );
    await this.addOwner(id, space.createdBy);
    return id;
  }

  async update(
    id: string,
    change: { name?: string; description?: string; trainingConsent?: boolean },
  ): Promise<void> {
    await this.database.query(
      `update space set name = coalesce($2, name), description = coalesce($3, description),
         training_consent = coalesce($4, training_consent) where id = $1`,
      [id, change.name ?? null, change.description ?? null, change.trainingConsent ?? null],
    );
  }

  async setDeleted(id: string, deleted: boolean): Promise<void> {
    await this.database.query('update space set deleted_at = case when $2 then now() end where id = $1', [
      id,
      deleted,
    ]);
  }

  /** Deleted longer ago than the undo lasts: gone with documents, versions, blocks and chunks. */
  async purge(deletedDays: number): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `delete from space where deleted_at < now() - make_interval(days => $1::int) returning id`,
      [deletedDays],
    );
    return rows.map(({ id }) => id);
  }

  async removePersonal(personId: string): Promise<void> {
    await this.database.query(`delete from space where owner_id = $1 and kind = 'personal'`, [personId]);
  }

  /** Live shared spaces that nobody active owns. */
  async listOwnerless(): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `select s.id from space s where s.kind = 'shared' and s.deleted_at is null and not exists (
         select 1 from space_right r where r.space_id = s.id and r.role = 'owner')`,
    );
    return rows.map(({ id }) => id);
  }

  async addOwner(spaceId: string, personId: string): Promise<void> {
    await this.database.query(
      `insert into space_grant (id, space_id, person_id, role) values ($1, $2, $3, 'owner')
       on conflict (space_id, person_id) where person_id is not null do update set role = 'owner'`,
      [newId(), spaceId, personId],
    );
  }
}
