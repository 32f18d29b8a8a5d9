import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/index.js';

/** Rows about one person, for their own export; nothing that opens a door (hashes, keys) is among them. */
@Injectable()
export class AccountDataRepository {
  constructor(private readonly database: Database) {}

  listKeys(personId: string): Promise<object[]> {
    return this.database.query(
      `select id, name, prefix, scopes, created_at as "createdAt", expires_at as "expiresAt",
         revoked_at as "revokedAt", last_used_at as "lastUsedAt"
       from api_key where person_id = $1 order by created_at, id`,
      [personId],
    );
  }

  listLinks(personId: string): Promise<object[]> {
    return this.database.query(
      `select purpose, person_id as "personId", created_by as "createdBy", created_at as "createdAt",
         expires_at as "expiresAt", used_at as "usedAt"
       from one_time_link where person_id = $1 or created_by = $1 order by created_at, id`,
      [personId],
    );
  }

  listGroups(personId: string): Promise<object[]> {
    return this.database.query(
      `select g.id, g.name from group_member m join person_group g on g.id = m.group_id
       where m.person_id = $1 order by g.name`,
      [personId],
    );
  }

  /** Spaces that the person made, owns or was given a right to by name. */
  listSpaces(personId: string): Promise<object[]> {
    return this.database.query(
      `select s.id, s.name, s.kind, g.role, s.created_by = $1 as "isCreator", s.created_at as "createdAt",
         s.deleted_at as "deletedAt"
       from space s left join space_grant g on g.space_id = s.id and g.person_id = $1
       where s.owner_id = $1 or g.id is not null
         or (s.created_by = $1 and exists (select 1 from space_right r where r.space_id = s.id and r.person_id = $1))
       order by s.created_at, s.id`,
      [personId],
    );
  }

  listAudited(personId: string): Promise<object[]> {
    return this.database.query(
      `select at, action, object_id as "objectId", space_id as "spaceId", detail
       from audit_event where actor_id = $1 order by seq`,
      [personId],
    );
  }

  /** Requests of the last day that could be repeated; their answers are sealed with the texts. */
  listRepeatable(personId: string): Promise<object[]> {
    return this.database.query(
      `select route, created_at as "createdAt" from idempotency_key where person_id = $1 order by created_at`,
      [personId],
    );
  }
}
