import { Injectable } from '@nestjs/common';
import { Database, newId } from '../../platform/index.js';

export type LinkPurpose = 'first-owner' | 'invitation' | 'password-reset';

export interface LinkRow {
  id: string;
  purpose: LinkPurpose;
  personId: string | null;
  expiresAt: Date | null;
}

@Injectable()
export class LinkRepository {
  constructor(private readonly database: Database) {}

  /** Replaces what was issued before for the same purpose and person. */
  async add(link: {
    purpose: LinkPurpose;
    personId: string | null;
    tokenHash: Buffer;
    createdBy: string | null;
    expiresAt: Date | null;
  }): Promise<void> {
    await this.remove(link.purpose, link.personId);
    await this.database.query(
      `insert into one_time_link (id, purpose, person_id, token_hash, created_by, expires_at)
       values ($1, $2, $3, $4, $5, $6)`,
      [newId(), link.purpose, link.personId, link.tokenHash, link.createdBy, link.expiresAt],
    );
  }

  async findUsable(tokenHash: Buffer): Promise<LinkRow | undefined> {
    const [row] = await this.database.query<LinkRow>(
      `select id, purpose, person_id as "personId", expires_at as "expiresAt" from one_time_link
       where token_hash = $1 and used_at is null and (expires_at is null or expires_at > now())`,
      [tokenHash],
    );
    return row;
  }

  /** False for whoever comes second. */
  async use(id: string): Promise<boolean> {
    const rows = await this.database.query(
      'update one_time_link set used_at = now() where id = $1 and used_at is null returning id',
      [id],
    );
    return rows.length > 0;
  }

  async remove(purpose: LinkPurpose, personId: string | null): Promise<void> {
    await this.database.query(
      'delete from one_time_link where purpose = $1 and person_id is not distinct from $2 and used_at is null',
      [purpose, personId],
    );
  }
}
