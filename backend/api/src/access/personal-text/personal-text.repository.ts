import { Injectable } from '@nestjs/common';
import { Database, newId } from '../../platform/index.js';

export type TextOwnerKind = 'answer' | 'conversation' | 'feedback';

export interface SealedText {
  personId: string;
  ownerKind: TextOwnerKind;
  ownerId: string;
  ciphertext: Buffer;
  wrappedKey: Buffer;
  createdAt: Date;
}

const sealedText = `t.person_id as "personId", t.owner_kind as "ownerKind", t.owner_id as "ownerId", t.ciphertext,
  k.wrapped_key as "wrappedKey", t.created_at as "createdAt"
  from personal_text t join person_key k on k.person_id = t.person_id`;

@Injectable()
export class PersonalTextRepository {
  constructor(private readonly database: Database) {}

  async anyKey(): Promise<{ personId: string; wrappedKey: Buffer } | undefined> {
    const [row] = await this.database.query<{ personId: string; wrappedKey: Buffer }>(
      'select person_id as "personId", wrapped_key as "wrappedKey" from person_key limit 1',
    );
    return row;
  }

  /** The person's key, locked against erasing until the transaction ends. */
  async findKey(personId: string): Promise<Buffer | undefined> {
    const [row] = await this.database.query<{ wrapped_key: Buffer }>(
      'select wrapped_key from person_key where person_id = $1 for share',
      [personId],
    );
    return row?.wrapped_key;
  }

  /** Does nothing when the person has a key already, or is erased. */
  async addKey(personId: string, wrappedKey: Buffer): Promise<void> {
    await this.database.query(
      `insert into person_key (person_id, wrapped_key)
       select id, $2 from person where id = $1 and state <> 'erased' on conflict (person_id) do nothing`,
      [personId, wrappedKey],
    );
  }

  async save(text: Omit<SealedText, 'wrappedKey' | 'createdAt'>): Promise<void> {
    await this.database.query(
      `insert into personal_text (id, person_id, owner_kind, owner_id, ciphertext) values ($1, $2, $3, $4, $5)
       on conflict (owner_kind, owner_id) do update set ciphertext = excluded.ciphertext
       where personal_text.person_id = excluded.person_id`,
      [newId(), text.personId, text.ownerKind, text.ownerId, text.ciphertext],
    );
  }

  listOf(ownerKind: TextOwnerKind, ownerIds: readonly string[]): Promise<SealedText[]> {
    return this.database.query<SealedText>(
      `select ${sealedText} where t.owner_kind = $1 and t.owner_id = any($2::uuid[])`,
      [ownerKind, ownerIds],
    );
  }

  listOfPerson(personId: string): Promise<SealedText[]> {
    return this.database.query<SealedText>(
      `select ${sealedText} where t.person_id = $1 order by t.created_at, t.id`,
      [personId],
    );
  }

  async remove(ownerKind: TextOwnerKind, ownerIds: readonly string[]): Promise<void> {
    await this.database.query(
      'delete from personal_text where owner_kind = $1 and owner_id = any($2::uuid[])',
      [ownerKind, ownerIds],
    );
  }

  /** First the key, then what it opened. */
  async erase(personId: string): Promise<void> {
    await this.database.query('delete from person_key where person_id = $1', [personId]);
    await this.database.query('delete from personal_text where person_id = $1', [personId]);
    await this.database.query('delete from idempotency_key where person_id = $1', [personId]);
  }
}
