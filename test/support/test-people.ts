import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Actor, permissionsOf } from '../../backend/api/src/access/index.js';
import { hashPassword } from '../../backend/api/src/access/sign-in/password.js';
import { PersonRepository } from '../../backend/api/src/access/people/person.repository.js';
import { GrantRepository } from '../../backend/api/src/access/spaces/grant.repository.js';
import { SpaceRepository } from '../../backend/api/src/access/spaces/space.repository.js';
import { Configuration, type Database, newId, settingsSchema } from '../../backend/api/src/platform/index.js';

type Grantee = { person: Actor } | { groupId: string } | 'everyone';

export const TEST_PASSWORD = 'correct horse battery';

/** People, spaces and rights for the specs of any module, made the way the product makes them. */
export class TestPeople {
  private readonly people: PersonRepository;
  private readonly spaces: SpaceRepository;
  private readonly grants: GrantRepository;
  private count = 0;

  constructor(private readonly database: Database) {
    this.people = new PersonRepository(database);
    this.spaces = new SpaceRepository(database);
    this.grants = new GrantRepository(database);
  }

  /** An active person (with a personal space) as the actor of service calls. `password: true` lets them sign in. */
  async add({
    name,
    login,
    role = 'member',
    locale = 'en',
    password = false,
  }: {
    name?: string;
    login?: string;
    role?: Actor['role'];
    locale?: Actor['locale'];
    password?: boolean;
  } = {}): Promise<Actor> {
    const own = login ?? `person-${++this.count}-${newId().slice(-6)}`;
    const passwordHash = password ? await hashPassword(TEST_PASSWORD) : undefined;
    const person = { name: name ?? own, login: own, role, locale, state: 'active' as const, passwordHash };
    const personId = await this.people.add(person);
    if (!personId) throw new Error(`${own} exists already`);
    return { personId, role, locale, via: 'session', permissions: permissionsOf(role) };
  }

  addOwner(input: { name?: string; login?: string; password?: boolean } = {}): Promise<Actor> {
    return this.add({ ...input, role: 'owner' });
  }

  /** Id of a shared space that `owner` owns. */
  async space(
    owner: Actor,
    name = 'Space',
    grants: [Grantee, 'owner' | 'editor' | 'reader'][] = [],
  ): Promise<string> {
    const id = await this.spaces.add({ name, description: '', createdBy: owner.personId });
    for (const [grantee, role] of grants) await this.grant(id, grantee, role);
    return id;
  }

  async grant(spaceId: string, grantee: Grantee, role: 'owner' | 'editor' | 'reader'): Promise<string> {
    if (grantee === 'everyone') return this.grants.put(spaceId, { everyone: true, role });
    const target = 'person' in grantee ? { personId: grantee.person.personId } : { groupId: grantee.groupId };
    return this.grants.put(spaceId, { ...target, role });
  }

  async group(name: string, members: Actor[] = []): Promise<string> {
    const id = newId();
    await this.database.query('insert into person_group (id, name) values ($1, $2)', [id, name]);
    for (const { personId } of members)
      await this.database.query('insert into group_member (group_id, person_id) values ($1, $2)', [
        id,
        personId,
      ]);
    return id;
  }
}

/** Settings of a test process with an own data folder; `dispose` removes it. */
export function testConfiguration(overrides: Record<string, unknown> = {}): {
  configuration: Configuration;
  dispose(): void;
} {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-data-'));
  const settings = settingsSchema.parse({ dataDir, durable: false, ...overrides });
  const sources = Object.fromEntries(Object.keys(settingsSchema.shape).map((name) => [name, 'default']));
  const configuration = new Configuration({ settings, sources, file: null } as never, 'api');
  return { configuration, dispose: () => fs.rmSync(dataDir, { recursive: true, force: true }) };
}
