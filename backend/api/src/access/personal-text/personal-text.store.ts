import crypto from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Configuration, Database, Problem } from '../../platform/index.js';
import { open, seal } from './envelope.js';
import { MasterKey } from './installation-secrets.js';
import { MasterKeyError } from './master-key.js';
import { PersonalTextRepository, type SealedText, type TextOwnerKind } from './personal-text.repository.js';

/**
 * Questions, answers, comments: each person's under a key of their own, which the master key wraps. Erasing deletes
 * the key. Values are JSON; the caller has asked for the right to read or write them.
 */
@Injectable()
export class PersonalTextStore implements OnModuleInit {
  constructor(
    private readonly configuration: Configuration,
    private readonly database: Database,
    private readonly masterKey: MasterKey,
    private readonly repository: PersonalTextRepository,
  ) {}

  /** A start with another key file than the database's stops here, not at somebody's first question. */
  async onModuleInit(): Promise<void> {
    const known = await this.repository.anyKey();
    if (!known) return;
    try {
      await this.unwrap(known.personId, known.wrappedKey);
    } catch (error) {
      if (error instanceof MasterKeyError) throw error;
      throw new MasterKeyError(
        `master.key in ${this.configuration.settings.dataDir} is not the one this database was written with.`,
      );
    }
  }

  /** Writes or replaces. @throws Problem 409 when the person has been erased. */
  async put(personId: string, ownerKind: TextOwnerKind, ownerId: string, value: unknown): Promise<void> {
    await this.database.transaction(async () => {
      const ciphertext = await this.sealFor(personId, value, place(personId, ownerKind, ownerId));
      await this.repository.save({ personId, ownerKind, ownerId, ciphertext });
    });
  }

  /** Null when it was never written or its person has erased it. */
  async get<T>(ownerKind: TextOwnerKind, ownerId: string): Promise<T | null> {
    return (await this.getMany<T>(ownerKind, [ownerId])).get(ownerId) ?? null;
  }

  /** By owner id; what was erased is missing. */
  async getMany<T>(ownerKind: TextOwnerKind, ownerIds: readonly string[]): Promise<Map<string, T>> {
    if (!ownerIds.length) return new Map();
    const texts = await this.repository.listOf(ownerKind, ownerIds);
    const entries = texts.map(async (text): Promise<[string, T]> => [text.ownerId, await this.read<T>(text)]);
    return new Map(await Promise.all(entries));
  }

  /** Everything a person has written, for their own export. */
  async listOfPerson(
    personId: string,
  ): Promise<{ kind: TextOwnerKind; id: string; createdAt: string; value: unknown }[]> {
    const texts = await this.repository.listOfPerson(personId);
    return Promise.all(
      texts.map(async (text) => ({
        kind: text.ownerKind,
        id: text.ownerId,
        createdAt: text.createdAt.toISOString(),
        value: await this.read(text),
      })),
    );
  }

  remove(ownerKind: TextOwnerKind, ownerIds: readonly string[]): Promise<void> {
    return this.repository.remove(ownerKind, ownerIds);
  }

  /** Deletes the person's key, and with it every text of theirs, in backups made from now on as well. */
  erase(personId: string): Promise<void> {
    return this.database.transaction(() => this.repository.erase(personId));
  }

  /** Seals a value that another table keeps under the person's key; `where` names that place. */
  async sealFor(personId: string, value: unknown, where: string): Promise<Buffer> {
    return this.database.transaction(async () => {
      const key = await this.keyOf(personId);
      return seal(key, Buffer.from(JSON.stringify(value ?? null)), where);
    });
  }

  /** Null when the person's key is gone or another by now. */
  async openFor<T>(personId: string, sealed: Buffer, where: string): Promise<T | null> {
    const wrapped = await this.repository.findKey(personId);
    if (!wrapped) return null;
    try {
      return JSON.parse(open(await this.unwrap(personId, wrapped), sealed, where).toString()) as T;
    } catch {
      return null;
    }
  }

  private async keyOf(personId: string): Promise<Buffer> {
    const existing = await this.repository.findKey(personId);
    if (existing) return this.unwrap(personId, existing);
    const master = await this.masterKey.get();
    await this.repository.addKey(personId, seal(master, crypto.randomBytes(32), `person ${personId}`));
    const added = await this.repository.findKey(personId); // somebody else's, when they came first
    if (!added)
      throw new Problem(409, 'person-erased', 'This person has been erased; nothing can be kept for them.');
    return this.unwrap(personId, added);
  }

  private async read<T>(text: SealedText): Promise<T> {
    const key = await this.unwrap(text.personId, text.wrappedKey);
    const plain = open(key, text.ciphertext, place(text.personId, text.ownerKind, text.ownerId));
    return JSON.parse(plain.toString()) as T;
  }

  private async unwrap(personId: string, wrapped: Buffer): Promise<Buffer> {
    return open(await this.masterKey.get(), wrapped, `person ${personId}`);
  }
}

const place = (personId: string, ownerKind: TextOwnerKind, ownerId: string): string =>
  `${personId} ${ownerKind} ${ownerId}`;
