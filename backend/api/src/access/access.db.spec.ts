import type { NestExpressApplication } from '@nestjs/platform-express';
import request, { type Agent, type Response } from 'supertest';
import { openTestApp, signIn } from '../../../../test/support/test-app.js';
import { type TestDatabase, openTestDatabase } from '../../../../test/support/test-database.js';
import { TEST_PASSWORD, TestPeople, testConfiguration } from '../../../../test/support/test-people.js';
import { SetupService } from './index.js';

let test: TestDatabase;
let app: NestExpressApplication;
export let people: TestPeople;
let owner: Agent;
const { configuration, dispose } = testConfiguration({ requestsPerMinute: 100_000 });

const call = (): Agent => request.agent(app.getHttpServer());
const expectProblem = (response: Response, status: number, code: string): void => {
  expect([response.status, response.body.code]).toEqual([status, code]);
  expect(response.headers['content-type']).toContain('application/problem+json');
  expect(response.body.detail).toMatch(/\.$/);
};

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

it('makes the first owner once, with the printed token', async () => {
  const setup = app.get(SetupService);
  const stale = await setup.ensureFirstOwnerLink();
  const token = await setup.ensureFirstOwnerLink();
  const person = { name: 'Ada', login: 'Ada@Example.org ', password: TEST_PASSWORD, locale: 'en' };
  expect((await call().get('/api/v1/setup')).body).toMatchObject({
    needsOwner: true,
    sampleCompany: 'offered',
  });
  expectProblem(
    await call()
      .post('/api/v1/setup/owner')
      .send({ ...person, token: stale }),
    403,
    'setup-token-unknown',
  );
  const weak = await call()
    .post('/api/v1/setup/owner')
    .send({ ...person, token, password: 'short' });
  expectProblem(weak, 422, 'weak-password');
  const created = await call()
    .post('/api/v1/setup/owner')
    .send({ ...person, token });
  expect(created.status).toBe(201);
  expect(created.body.person).toMatchObject({ login: 'ada@example.org', role: 'owner', state: 'active' });
  expect(created.headers['set-cookie']?.[0]).toMatch(
    /^deskmate=[\w-]{43}; Max-Age=\d+; Path=\/; .*HttpOnly; SameSite=Lax$/,
  );
  expectProblem(
    await call()
      .post('/api/v1/setup/owner')
      .send({ ...person, token }),
    409,
    'owner-exists',
  );
  expect(await setup.ensureFirstOwnerLink()).toBeNull();
  owner = await signIn(app, 'ada@example.org');
});
