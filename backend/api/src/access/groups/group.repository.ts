import { Injectable } from '@nestjs/common';
import { Database, newId } from '../../platform/index.js';
import type { Group } from './group.dto.js';

/** Names of members who are active; invited and disabled people count again once they are. */
const columns = `g.id, g.name, coalesce((
  select json_agg(json_build_object('id', p.id, 'name', p.name) order by lower(p.name), p.id)
  from group_member m join person p on p.id = m.person_id and p.state = 'active' where m.group_id = g.id), '[]') as members`;

@Injectable()
export class GroupRepository {
  constructor(private readonly database: Database) {}

  list(): Promise<Group[]> {
    return this.database.query<Group>(`select ${columns} from person_group g order by lower(g.name), g.id`);
  }

  async find(id: string): Promise<Group | undefined> {
    const [row] = await this.database.query<Group>(`select ${columns} from person_group g where g.id = $1`, [
      id,
    ]);
    return row;
  }

  /** Undefined when the name is taken. */
  async add(name: string): Promise<string | undefined> {
    const [row] = await this.database.query<{ id: string }>(
      'insert into person_group (id, name) values ($1, $2) on conflict (name) do nothing returning id',
      [newId(), name],
    );
    return row?.id;
  }

  /** False when another group has the name. */
  async rename(id: string, name: string): Promise<boolean> {
    const rows = await this.database.query(
      `update person_group set name = $2 where id = $1 and not exists (
         select 1 from person_group o where o.name = $2 and o.id <> $1) returning id`,
      [id, name],
    );
    return rows.length > 0;
  }

  async remove(id: string): Promise<void> {
    await this.database.query('delete from person_group where id = $1', [id]);
  }

  /** False when there is no such person to add. */
  async addMember(id: string, personId: string): Promise<boolean> {
    const rows = await this.database.query(
      `insert into group_member (group_id, person_id)
       select $1, id from person where id = $2 and state in ('active', 'invited')
       on conflict (group_id, person_id) do update set person_id = excluded.person_id returning person_id`,
      [id, personId],
    );
    return rows.length > 0;
  }

  async removeMember(id: string, personId: string): Promise<void> {
    await this.database.query('delete from group_member where group_id = $1 and person_id = $2', [
      id,
      personId,
    ]);
  }
}
