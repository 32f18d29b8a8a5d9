import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/index.js';
import type { Actor } from '../actor.js';
import type { SpaceRole } from './permission-policy.js';

@Injectable()
export class AccessRepository {
  constructor(private readonly database: Database) {}

  /** One role per way in which the person has a right on the space. */
  async rolesIn(personId: string, spaceId: string): Promise<SpaceRole[]> {
    const rows = await this.database.query<{ role: SpaceRole }>(
      'select distinct role from space_right where person_id = $1 and space_id = $2',
      [personId, spaceId],
    );
    return rows.map(({ role }) => role);
  }

  async readableSpaces(personId: string): Promise<string[]> {
    const rows = await this.database.query<{ space_id: string }>(
      'select distinct space_id from space_right where person_id = $1 order by space_id',
      [personId],
    );
    return rows.map((row) => row.space_id);
  }

  async personalSpace(personId: string): Promise<string | undefined> {
    const [row] = await this.database.query<{ id: string }>(
      `select id from space where owner_id = $1 and kind = 'personal' and deleted_at is null`,
      [personId],
    );
    return row?.id;
  }

  async findActive(personId: string): Promise<Pick<Actor, 'personId' | 'role' | 'locale'> | undefined> {
    const [row] = await this.database.query<Pick<Actor, 'personId' | 'role' | 'locale'>>(
      `select id as "personId", role, locale from person where id = $1 and state = 'active'`,
      [personId],
    );
    return row;
  }
}
