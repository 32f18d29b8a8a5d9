import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Agent, Response } from 'supertest';
import { openTestApp, signIn } from '../../../../../test/support/test-app.js';
import { type TestDatabase, openTestDatabase } from '../../../../../test/support/test-database.js';
import { TestPeople, testConfiguration } from '../../../../../test/support/test-people.js';
import { newId } from '../../platform/index.js';

let test: TestDatabase;
let app: NestExpressApplication;
let people: TestPeople;
const { configuration, dispose } = testConfiguration({ requestsPerMinute: 100_000 });

beforeAll(async () => {
  test = await openTestDatabase();
  app = await openTestApp(test.database, configuration);
  people = new TestPeople(test.database);
});
afterAll(async () => {
  await app.close();
  await test.close();
  dispose();
});

const expectProblem = (response: Response, status: number, code: string): void =>
  expect([response.status, response.body.code]).toEqual([status, code]);

const statusOf = async (agent: Agent): Promise<number> => (await agent.get('/api/v1/session')).status;

interface Listed {
  id: string;
  userAgent: string | null;
  lastUsedAt: string;
  isCurrent: boolean;
}
const listed = async (agent: Agent): Promise<Listed[]> => (await agent.get('/api/v1/sessions')).body.items;

it('lists where one is signed in, last used first, and nobody else’s', async () => {
  const { personId } = await people.add({ login: 'lister', password: true });
  await people.add({ login: 'neighbour', password: true });
  await signIn(app, 'neighbour');
  const [old, here] = [await signIn(app, 'lister'), await signIn(app, 'lister')];
  await test.database.query(
    `update session set user_agent = 'Phone', last_seen_at = now() - interval '2 hours' where id = $1`,
    [(await listed(old)).find(({ isCurrent }) => isCurrent)!.id],
  );
  await signIn(app, 'lister');
  await test.database.query(
    `update session set expires_at = now() - interval '1 s', user_agent = 'gone'
     where id = (select id from session where person_id = $1 order by created_at desc limit 1)`,
    [personId],
  );
  const items = await listed(here);
  expect(items.map(({ userAgent, isCurrent }) => [userAgent, isCurrent])).toEqual([
    [null, true],
    ['Phone', false],
  ]);
  expect(Date.now() - Date.parse(items[1]!.lastUsedAt)).toBeGreaterThan(7_000_000);
  expect(Object.keys(items[0]!)).not.toContain('csrfToken');
});

it('ends one session, at once, and never somebody else’s', async () => {
  await people.add({ login: 'ender', password: true });
  await people.add({ login: 'bystander', password: true });
  const [here, there] = [await signIn(app, 'ender'), await signIn(app, 'ender')];
  const bystander = await signIn(app, 'bystander');
  const other = (await listed(here)).find(({ isCurrent }) => !isCurrent)!;
  expectProblem(await bystander.delete(`/api/v1/sessions/${other.id}`), 404, 'session-not-found');
  expect(await statusOf(there)).toBe(200);
  expect((await here.delete(`/api/v1/sessions/${other.id}`)).status).toBe(204);
  expect([await statusOf(there), await statusOf(here), await statusOf(bystander)]).toEqual([401, 200, 200]);
  expectProblem(await here.delete(`/api/v1/sessions/${other.id}`), 404, 'session-not-found');
});

it('ends every other session and keeps this one', async () => {
  await people.add({ login: 'keeper', password: true });
  const [here, second, third] = [
    await signIn(app, 'keeper'),
    await signIn(app, 'keeper'),
    await signIn(app, 'keeper'),
  ];
  expectProblem(await here.delete('/api/v1/sessions?except=all'), 400, 'invalid-request');
  expect((await here.delete('/api/v1/sessions?except=current')).status).toBe(204);
  expect([await statusOf(here), await statusOf(second), await statusOf(third)]).toEqual([200, 401, 401]);
  expect(await listed(here)).toHaveLength(1);
});

it('lets an owner of the company end somebody’s sessions, and writes it down', async () => {
  await people.addOwner({ login: 'boss', password: true });
  const { personId } = await people.add({ login: 'leaver', password: true });
  const [boss, leaver] = [await signIn(app, 'boss'), await signIn(app, 'leaver')];
  expectProblem(await leaver.delete(`/api/v1/people/${personId}/sessions`), 403, 'permission-missing');
  expectProblem(await boss.delete(`/api/v1/people/${newId()}/sessions`), 404, 'person-not-found');
  expect((await boss.delete(`/api/v1/people/${personId}/sessions`)).status).toBe(204);
  expect([await statusOf(leaver), await statusOf(boss)]).toEqual([401, 200]);
  await signIn(app, 'leaver');
  const events = await test.database.query<{ action: string }>(
    `select action from audit_event where object_id = $1 order by seq`,
    [personId],
  );
  expect(events.map(({ action }) => action)).toContain('person.end-sessions');
});
