import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { type TestDatabase, openTestDatabase } from '../../../../../test/support/test-database.js';
import { TestPeople, testConfiguration } from '../../../../../test/support/test-people.js';
import { newId } from '../../platform/index.js';
import type { Actor } from '../actor.js';
import { MasterKey } from '../personal-text/installation-secrets.js';
import { PersonalTextRepository } from '../personal-text/personal-text.repository.js';
import { PersonalTextStore } from '../personal-text/personal-text.store.js';
import { AuditLog } from './audit-log.js';
import { AuditRepository } from './audit.repository.js';

let test: TestDatabase;
let log: AuditLog;
let people: TestPeople;
let actor: Actor;
const { configuration, dispose } = testConfiguration();

beforeAll(async () => {
  test = await openTestDatabase();
  log = new AuditLog(test.database, new AuditRepository(test.database));
  people = new TestPeople(test.database);
  actor = await people.add();
});
afterAll(async () => {
  await test.close();
  dispose();
});

describe('the audit log', () => {
  it('is a chain whatever is written at the same time and rolled back in between', async () => {
    const work = Array.from({ length: 20 }, (_, i) =>
      test.database
        .transaction(async () => {
          await log.record(actor, 'thing.do', { objectId: newId(), detail: { i, z: null, a: ['b'] } });
          if (i % 4 === 0) throw new Error('rolled back');
        })
        .catch(() => undefined),
    );
    await Promise.all(work);
    await log.record({ ...actor, via: 'command-line' }, 'thing.end');
    expect(await log.verify()).toMatchObject({ valid: true, events: 16, firstBroken: null });
  });

  it.each([
    ['a changed action', `update audit_event set action = 'thing.hide' where seq = $1`],
    ['a changed detail', `update audit_event set detail = '{"i": 99}' where seq = $1`],
    ['a changed time', `update audit_event set at = at + interval '1 ms' where seq = $1`],
    ['a dropped event', 'delete from audit_event where seq = $1'],
  ])('notices %s', async (_, tamper) => {
    await expect(
      test.database.transaction(async () => {
        const [row] = await test.database.query<{ seq: string }>(
          'select seq from audit_event order by seq offset 7 limit 1',
        );
        await test.database.query(tamper, [row!.seq]);
        const { valid, events, firstBroken } = await log.verify();
        expect([valid, events]).toEqual([false, 7]);
        expect(Number(firstBroken)).toBeGreaterThanOrEqual(Number(row!.seq));
        throw new Error('undo');
      }),
    ).rejects.toThrow('undo');
    expect((await log.verify()).valid).toBe(true);
  });
});

describe('personal text', () => {
  const texts = (): PersonalTextStore => {
    const repository = new PersonalTextRepository(test.database);
    return new PersonalTextStore(
      configuration,
      test.database,
      new MasterKey(configuration, repository),
      repository,
    );
  };

  it('is kept encrypted, read by many and replaced', async () => {
    const store = texts();
    const [one, two] = [newId(), newId()];
    await store.put(actor.personId, 'answer', one, { question: '病假有几天?' });
    await store.put(actor.personId, 'answer', two, { question: 'second' });
    await store.put(actor.personId, 'answer', two, { question: 'replaced' });
    const read = await store.getMany<{ question: string }>('answer', [one, two, newId()]);
    expect([...read.values()].map(({ question }) => question).sort()).toEqual(['replaced', '病假有几天?']);
    expect(await store.get('feedback', one)).toBeNull();
    const rows = await test.database.query<{ ciphertext: Buffer }>('select ciphertext from personal_text');
    for (const { ciphertext } of rows) expect(ciphertext.toString()).not.toMatch(/question|replaced/);
  });

  it('does not open in another person’s place', async () => {
    const other = await people.add();
    const store = texts();
    const [mine, theirs] = [newId(), newId()];
    await store.put(actor.personId, 'answer', mine, 'mine');
    await store.put(other.personId, 'answer', theirs, 'theirs');
    await test.database.query(
      `update personal_text set ciphertext = (select ciphertext from personal_text where owner_id = $1) where owner_id = $2`,
      [mine, theirs],
    );
    await expect(store.get('answer', theirs)).rejects.toThrow();
    await store.remove('answer', [theirs]);
    expect(await store.get('answer', theirs)).toBeNull();
  });

  it('is gone when its person erases it, and can be written anew', async () => {
    const store = texts();
    const [before, after] = [newId(), newId()];
    await store.put(actor.personId, 'conversation', before, 'old');
    const [kept] = await test.database.query('select * from personal_text where owner_id = $1', [before]);
    await store.erase(actor.personId);
    expect(await store.get('conversation', before)).toBeNull();
    await store.put(actor.personId, 'conversation', after, 'new');
    expect(await store.get('conversation', after)).toBe('new');
    expect(kept).toBeDefined();
    expect(
      await store.openFor(actor.personId, (kept as { ciphertext: Buffer }).ciphertext, 'anywhere'),
    ).toBeNull();
  });

  it('makes one key for a person whose first texts come at the same time', async () => {
    const { personId } = await people.add();
    const store = texts();
    const ids = Array.from({ length: 6 }, newId);
    await Promise.all(ids.map((id, i) => store.put(personId, 'answer', id, i)));
    expect([...(await store.getMany<number>('answer', ids)).values()].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('stops the start when the key file is another or missing', async () => {
    const file = path.join(configuration.settings.dataDir, 'master.key');
    const right = fs.readFileSync(file);
    await expect(texts().onModuleInit()).resolves.toBeUndefined();
    fs.writeFileSync(file, crypto.randomBytes(32).toString('base64'));
    await expect(texts().onModuleInit()).rejects.toThrow(/not the one this database was written with/);
    fs.rmSync(file);
    await expect(texts().onModuleInit()).rejects.toThrow(/missing/);
    fs.writeFileSync(file, right);
    await expect(texts().onModuleInit()).resolves.toBeUndefined();
  });
});
