import { Injectable } from '@nestjs/common';
import { Database, newId } from '../../platform/index.js';
import type { GiveGrant, Grant } from './space.dto.js';

interface GrantRow extends Omit<Grant, 'createdAt' | 'person' | 'group'> {
  createdAt: Date;
  personId: string | null;
  personName: string | null;
  groupId: string | null;
  groupName: string | null;
}

const conflict = {
  person: '(space_id, person_id) where person_id is not null',
  group: '(space_id, group_id) where group_id is not null',
  everyone: '(space_id) where everyone',
};

@Injectable()
export class GrantRepository {
  constructor(private readonly database: Database) {}

  async list(spaceId: string): Promise<Grant[]> {
    const rows = await this.database.query<GrantRow>(
      `select g.id, g.space_id as "spaceId", g.role, g.everyone, g.created_at as "createdAt",
         p.id as "personId", p.name as "personName", t.id as "groupId", t.name as "groupName"
       from space_grant g left join person p on p.id = g.person_id left join person_group t on t.id = g.group_id
       where g.space_id = $1
       order by array_position(array['owner', 'editor', 'reader'], g.role), g.everyone, coalesce(p.name, t.name), g.id`,
      [spaceId],
    );
    return rows.map(toGrant);
  }

  /** Gives the role, or changes the one that stands; at most one grant for each grantee. */
  async put(spaceId: string, { personId, groupId, everyone, role }: GiveGrant): Promise<string> {
    const target = personId ? conflict.person : groupId ? conflict.group : conflict.everyone;
    const [row] = await this.database.query<{ id: string }>(
      `insert into space_grant (id, space_id, person_id, group_id, everyone, role) values ($1, $2, $3, $4, $5, $6)
       on conflict ${target} do update set role = excluded.role returning id`,
      [newId(), spaceId, personId ?? null, groupId ?? null, everyone ?? false, role],
    );
    return row!.id;
  }

  async remove(spaceId: string, grantId: string): Promise<boolean> {
    const rows = await this.database.query(
      'delete from space_grant where id = $1 and space_id = $2 returning id',
      [grantId, spaceId],
    );
    return rows.length > 0;
  }

  /** Whether the grantee is somebody who can be given a right. */
  async granteeExists({ personId, groupId, everyone }: GiveGrant): Promise<boolean> {
    if (everyone) return true;
    const [row] = await this.database.query<{ found: boolean }>(
      personId
        ? `select exists (select 1 from person where id = $1 and state in ('active', 'invited')) as found`
        : 'select exists (select 1 from person_group where id = $1) as found',
      [personId ?? groupId],
    );
    return row!.found;
  }

  /** Changes of one space's grants wait for each other, so that the last owner cannot be lost between two. */
  async lockSpace(spaceId: string): Promise<void> {
    await this.database.query('select 1 from space where id = $1 for update', [spaceId]);
  }

  async hasOwner(spaceId: string): Promise<boolean> {
    const [row] = await this.database.query<{ found: boolean }>(
      `select exists (select 1 from space_right where space_id = $1 and role = 'owner') as found`,
      [spaceId],
    );
    return row!.found;
  }
}

function toGrant({ personId, personName, groupId, groupName, createdAt, ...row }: GrantRow): Grant {
  return {
    id: row.id,
    spaceId: row.spaceId,
    role: row.role,
    person: personId ? { id: personId, name: personName! } : null,
    group: groupId ? { id: groupId, name: groupName! } : null,
    everyone: row.everyone,
    createdAt: createdAt.toISOString(),
  };
}
