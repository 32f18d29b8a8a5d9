import type { NestExpressApplication } from '@nestjs/platform-express';
import { Controller, Get, Module, Post, Res } from '@nestjs/common';
import type { Response as HttpResponse } from 'express';
import request, { type Agent, type Response } from 'supertest';
import { listRoutes } from '../../../../test/support/route-list.js';
import { openTestApp, signIn } from '../../../../test/support/test-app.js';
import { type TestDatabase, openTestDatabase } from '../../../../test/support/test-database.js';
import { TEST_PASSWORD, TestPeople, testConfiguration } from '../../../../test/support/test-people.js';
import { CurrentRepeat, type Repeat, RepeatsItself, Requires, SetupService } from './index.js';

let test: TestDatabase;
let app: NestExpressApplication;
let people: TestPeople;
const { configuration, dispose } = testConfiguration({ requestsPerMinute: 100_000 });

let made = 0;
let failsBeforeKeeping = false;
let failsAfterKeeping = false;

@Controller('probe')
class ProbeController {
  @Get('undeclared')
  // eslint-disable-next-line deskmate/route-permission -- what the guard does with it is tested below
  undeclared(): string {
    return 'open by mistake';
  }

  @Post('count')
  @Requires('space.read')
  count(): { made: number } {
    return { made: ++made };
  }

  @Post('fail')
  @Requires('space.read')
  fail(): never {
    made++;
    throw new Error('secret detail');
  }

  @Post('self-written')
  @Requires('space.read')
  selfWritten(@Res() response: HttpResponse): void {
    made++;
    response.type('text/event-stream').send('data: one\n\n');
  }

  @Post('stream')
  @RepeatsItself()
  @Requires('space.read')
  async stream(@CurrentRepeat() repeat: Repeat, @Res() response: HttpResponse): Promise<void> {
    const number = repeat.reference ?? String(++made);
    if (failsBeforeKeeping) throw new Error('not begun');
    if (!repeat.reference) await repeat.keep(number);
    if (failsAfterKeeping) throw new Error('cut off');
    response.type('text/event-stream').send(`data: ${number}\n\n`);
  }

  @Get('chat')
  @Requires('chat.complete')
  chat(): string {
    return 'chat';
  }
}

@Module({ controllers: [ProbeController] })
class ProbeModule {}

const call = (): Agent => request.agent(app.getHttpServer());
const expectProblem = (response: Response, status: number, code: string): void => {
  expect([response.status, response.body.code]).toEqual([status, code]);
  expect(response.headers['content-type']).toContain('application/problem+json');
  expect(response.body.detail).toMatch(/\.$/);
  expect(response.body.correlationId).toBeTruthy();
};

beforeAll(async () => {
  test = await openTestDatabase();
  app = await openTestApp(test.database, configuration, [ProbeModule]);
  people = new TestPeople(test.database);
});
afterAll(async () => {
  await app.close();
  await test.close();
  dispose();
});

it('makes the first owner once, with the newest printed token', async () => {
  const setup = app.get(SetupService);
  const stale = await setup.ensureFirstOwnerLink();
  const token = await setup.ensureFirstOwnerLink();
  const person = { name: 'Ada', login: 'Ada@Example.org ', password: TEST_PASSWORD, locale: 'en' };
  const post = (body: object) => call().post('/api/v1/setup/owner').send(body);
  expect((await call().get('/api/v1/setup')).body).toMatchObject({
    needsOwner: true,
    sampleCompany: 'offered',
  });
  expectProblem(await post({ ...person, token: stale }), 403, 'setup-token-unknown');
  expectProblem(await post({ ...person, token, password: 'short' }), 422, 'weak-password');
  const both = await Promise.all([post({ ...person, token }), post({ ...person, login: 'eve', token })]);
  expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  const created = both.find(({ status }) => status === 201)!;
  expect(created.body.person).toMatchObject({ name: 'Ada', role: 'owner', state: 'active' });
  expect(created.headers['set-cookie']?.[0]).toMatch(
    /^deskmate=[\w-]{43}; Max-Age=1209600; Path=\/; Expires=.*; HttpOnly; SameSite=Lax$/,
  );
  expectProblem(await post({ ...person, token }), 409, 'owner-exists');
  expect(await setup.ensureFirstOwnerLink()).toBeNull();
});

describe('sessions', () => {
  it('signs in with any spelling of the login, tells who is signed in, and signs out', async () => {
    const { personId } = await people.add({ login: 'grace', password: true });
    const agent = await signIn(app, ' GRACE ');
    const { body } = await agent.get('/api/v1/session');
    expect(body).toMatchObject({ person: { id: personId, login: 'grace' }, trainingConsent: true });
    expect(body.permissions).toContain('document.read');
    expect(body.permissions).not.toContain('audit.read');
    expect((await agent.delete('/api/v1/session')).status).toBe(204);
    expectProblem(await agent.get('/api/v1/session'), 401, 'not-signed-in');
  });

  it('refuses unsafe requests without the token of the session', async () => {
    await people.add({ login: 'csrf', password: true });
    const agent = await signIn(app, 'csrf');
    expectProblem(
      await agent.post('/api/v1/spaces').set('X-CSRF-Token', '').send({ name: 'S' }),
      403,
      'csrf-token',
    );
    expectProblem(
      await agent.post('/api/v1/spaces').set('X-CSRF-Token', 'x').send({ name: 'S' }),
      403,
      'csrf-token',
    );
    expect((await agent.post('/api/v1/spaces').send({ name: 'S' })).status).toBe(201);
  });

  it('answers wrong passwords and unknown logins alike, then locks both with a time to wait', async () => {
    await people.add({ login: 'locked', password: true });
    for (const login of ['locked', 'nobody-of-this-name']) {
      const attempt = () => call().post('/api/v1/session').send({ login, password: 'wrong password' });
      for (let i = 0; i < 5; i++) expectProblem(await attempt(), 401, 'wrong-credentials');
      const locked = await attempt();
      expectProblem(locked, 423, 'login-locked');
      expect(Number(locked.headers['retry-after'])).toBeGreaterThan(10);
    }
    const right = await call().post('/api/v1/session').send({ login: 'locked', password: TEST_PASSWORD });
    expectProblem(right, 423, 'login-locked');
    await test.database.query(
      `update person set locked_until = now() - interval '1 s' where login = 'locked'`,
    );
    await signIn(app, 'locked');
    const [row] = await test.database.query(`select failed_sign_ins as n from person where login = 'locked'`);
    expect(row).toEqual({ n: 0 });
  });

  it('ends every other session with a new password, and every session on request', async () => {
    await people.add({ login: 'changer', password: true });
    const [here, there] = [await signIn(app, 'changer'), await signIn(app, 'changer')];
    const next = 'another long sentence';
    const change = (current: string, to: string) =>
      here.post('/api/v1/me/password').send({ current, next: to });
    expectProblem(await change('wrong password', next), 403, 'wrong-password');
    expectProblem(await change(TEST_PASSWORD, 'changer'), 422, 'weak-password');
    expect((await change(TEST_PASSWORD, next)).status).toBe(204);
    expectProblem(await there.get('/api/v1/session'), 401, 'session-ended');
    expect((await here.get('/api/v1/session')).status).toBe(200);
    const third = await signIn(app, 'changer', next);
    expect((await third.delete('/api/v1/sessions')).status).toBe(204);
    expectProblem(await here.get('/api/v1/session'), 401, 'session-ended');
  });

  it('keeps a session that is used, cookie and row alike', async () => {
    const { personId } = await people.add({ login: 'busy-bee', password: true });
    const agent = await signIn(app, 'busy-bee');
    expect((await agent.get('/api/v1/session')).headers['set-cookie']).toBeUndefined();
    await test.database.query(
      `update session set last_seen_at = now() - interval '2 days', expires_at = now() + interval '1 day' where person_id = $1`,
      [personId],
    );
    const used = await agent.get('/api/v1/session');
    expect(used.headers['set-cookie']?.[0]).toMatch(/^deskmate=[\w-]{43}; Max-Age=1209600/);
    expect(Date.parse(used.body.expiresAt)).toBeGreaterThan(Date.now() + 13 * 86_400_000);
  });

  it('counts guesses that are sent together', async () => {
    await people.add({ login: 'stormed', password: true });
    const guess = () => call().post('/api/v1/session').send({ login: 'stormed', password: 'wrong password' });
    const statuses = (await Promise.all(Array.from({ length: 12 }, guess))).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
    expect(statuses.filter((status) => status === 423)).toHaveLength(7);
  });

  it('ends a session that was not used in time, and an account’s sessions when it is disabled', async () => {
    const { personId } = await people.add({ login: 'idle', password: true });
    const agent = await signIn(app, 'idle');
    await test.database.query(`update session set expires_at = now() - interval '1 s' where person_id = $1`, [
      personId,
    ]);
    expectProblem(await agent.get('/api/v1/session'), 401, 'session-ended');
    const again = await signIn(app, 'idle');
    await test.database.query(`update person set state = 'disabled' where id = $1`, [personId]);
    expectProblem(await again.get('/api/v1/session'), 401, 'session-ended');
    const refused = await call().post('/api/v1/session').send({ login: 'idle', password: TEST_PASSWORD });
    expectProblem(refused, 403, 'person-disabled');
  });
});

describe('the guard', () => {
  it('refuses a route that names no permission', async () => {
    expectProblem(await call().get('/api/v1/probe/undeclared'), 403, 'route-without-permission');
  });

  it('asks for a sign-in where a route needs one', async () => {
    const response = await call().get('/api/v1/spaces');
    expectProblem(response, 401, 'not-signed-in');
    expect(response.headers['www-authenticate']).toContain('Bearer');
  });

  it('refuses members what owners do', async () => {
    await people.add({ login: 'plain-member', password: true });
    const agent = await signIn(app, 'plain-member');
    for (const route of ['audit', 'audit/verification'])
      expectProblem(await agent.get(`/api/v1/${route}`), 403, 'permission-missing');
    expectProblem(
      await agent.post('/api/v1/people').send({ name: 'N', login: 'nn' }),
      403,
      'permission-missing',
    );
  });

  it('refuses foreign hosts and origins with a problem document', async () => {
    const host = await call().get('/api/v1/setup').set('Host', 'evil.example');
    expect([host.status, host.body.code]).toEqual([421, 'host-not-allowed']);
    const origin = await call().get('/api/v1/setup').set('Origin', 'http://evil.example');
    expect([origin.status, origin.body.code]).toEqual([403, 'origin-not-allowed']);
  });

  it('limits the rate of each person and each address', async () => {
    const { settings } = configuration;
    settings.requestsPerMinute = 40;
    try {
      await people.add({ login: 'busy', password: true });
      await people.add({ login: 'calm', password: true });
      const [busy, calm] = [await signIn(app, 'busy'), await signIn(app, 'calm')];
      const statuses: number[] = [];
      for (let i = 0; i < 45; i++) statuses.push((await busy.get('/api/v1/spaces')).status);
      const limited = await busy.get('/api/v1/spaces');
      expectProblem(limited, 429, 'too-many-requests');
      expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0);
      expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(40);
      expect((await calm.get('/api/v1/spaces')).status).toBe(200);
      const signedOut = call().post('/api/v1/session').send({ login: 'busy', password: 'wrong password' });
      expectProblem(await signedOut, 429, 'too-many-requests');
    } finally {
      settings.requestsPerMinute = 100_000;
    }
  });
});

describe('API keys', () => {
  let holder: Agent;
  beforeAll(async () => {
    await people.add({ login: 'holder', name: 'Holder', password: true });
    holder = await signIn(app, 'holder');
  });
  const create = async (scopes: string[]): Promise<{ apiKey: { id: string }; secret: string }> =>
    (await holder.post('/api/v1/api-keys').send({ name: scopes.join(), scopes })).body;
  const chat = (secret: string) => call().get('/api/v1/probe/chat').set('Authorization', `Bearer ${secret}`);

  it('shows the secret once and keeps only its hash', async () => {
    const { secret, apiKey } = await create(['chat']);
    expect(secret).toMatch(/^dk_[\w-]{43}$/);
    expect(apiKey).toMatchObject({
      scopes: ['chat'],
      prefix: secret.slice(0, 9),
      person: { name: 'Holder' },
    });
    const listed = await holder.get('/api/v1/api-keys');
    expect(JSON.stringify(listed.body)).not.toContain(secret);
    const rows = await test.database.query('select * from api_key');
    expect(JSON.stringify(rows)).not.toContain(secret);
    expect((await chat(secret)).text).toBe('chat');
  });

  it('tells apart wrong, expired and revoked keys, missing scopes and disabled people', async () => {
    expectProblem(await chat(`dk_${'x'.repeat(43)}`), 401, 'api-key-unknown');
    expectProblem(await chat('not a key'), 401, 'api-key-unknown');
    const expired = await create(['chat']);
    await test.database.query(`update api_key set expires_at = now() where id = $1`, [expired.apiKey.id]);
    expectProblem(await chat(expired.secret), 401, 'api-key-expired');
    expectProblem(await chat((await create(['embed'])).secret), 403, 'scope-missing');
    const revoked = await create(['chat']);
    expect((await holder.delete(`/api/v1/api-keys/${revoked.apiKey.id}`)).status).toBe(204);
    expectProblem(await chat(revoked.secret), 401, 'api-key-revoked');
    const { secret } = await create(['chat']);
    await test.database.query(`update person set state = 'disabled' where login = 'holder'`);
    expectProblem(await chat(secret), 401, 'person-not-active');
    await test.database.query(`update person set state = 'active' where login = 'holder'`);
  });

  it('needs no CSRF token, and never makes keys or manages the account', async () => {
    const { secret } = await create(['admin']);
    const bearer = (agent: Agent) => agent.set('Authorization', `Bearer ${secret}`);
    expect((await bearer(call()).post('/api/v1/spaces').send({ name: 'By key' })).status).toBe(201);
    const another = await bearer(call())
      .post('/api/v1/api-keys')
      .send({ name: 'n', scopes: ['chat'] });
    expectProblem(another, 403, 'scope-missing');
    expectProblem(await bearer(call()).delete('/api/v1/sessions'), 403, 'scope-missing');
  });

  it('refuses an expiry that has passed, and keys of other people', async () => {
    const input = { name: 'n', scopes: ['chat'], expiresAt: '2020-01-01T00:00:00Z' };
    expectProblem(await holder.post('/api/v1/api-keys').send(input), 422, 'expiry-passed');
    await people.add({ login: 'other', password: true });
    const other = await signIn(app, 'other');
    const { apiKey } = await create(['chat']);
    expectProblem(await other.delete(`/api/v1/api-keys/${apiKey.id}`), 404, 'api-key-not-found');
    expect((await other.get('/api/v1/api-keys')).body.items).toEqual([]);
  });
});

describe('Idempotency-Key', () => {
  let agent: Agent;
  beforeAll(async () => {
    await people.add({ login: 'retry', password: true });
    agent = await signIn(app, 'retry');
  });
  const count = (key: string, body: object = {}) =>
    agent.post('/api/v1/probe/count').set('Idempotency-Key', key).send(body);

  it('answers the same request again without carrying it out again', async () => {
    const first = await count('one', { a: 1, b: 2 });
    const again = await count('one', { b: 2, a: 1 });
    expect(again.body).toEqual(first.body);
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect((await count('two')).body.made).toBe(first.body.made + 1);
  });

  it('refuses the same key with another body', async () => {
    await count('three', { a: 1 });
    expectProblem(await count('three', { a: 2 }), 422, 'idempotency-key-reused');
  });

  it('carries out one of several at the same time', async () => {
    const before = made;
    const all = await Promise.all(Array.from({ length: 5 }, () => count('four')));
    expect(made - before).toBe(1);
    for (const { status } of all) expect([201, 409]).toContain(status);
  });

  it('keeps the answer readable under the person’s key alone', async () => {
    await agent.post('/api/v1/spaces').set('Idempotency-Key', 'five').send({ name: 'Confidential plan' });
    const rows = await test.database.query(`select * from idempotency_key where key = 'five'`);
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain('Confidential');
  });

  it('says so to whoever asks again for what a route wrote itself and cannot repeat', async () => {
    const before = made;
    const ask = () => agent.post('/api/v1/probe/self-written').set('Idempotency-Key', 'written').send({});
    expect((await ask()).text).toContain('one');
    expectProblem(await ask(), 409, 'already-done');
    expect(made - before).toBe(1);
  });

  describe('of a route that repeats itself', () => {
    const stream = (key: string, body: object = {}) =>
      agent.post('/api/v1/probe/stream').set('Idempotency-Key', key).send(body);
    afterEach(() => {
      failsBeforeKeeping = failsAfterKeeping = false;
    });

    it('carries it out once and tells it again, several at the same time as well', async () => {
      const before = made;
      const all = await Promise.all(Array.from({ length: 3 }, () => stream('streamed')));
      expect(all.map(({ text }) => text)).toEqual(all.map(() => `data: ${made}\n\n`));
      expect(made - before).toBe(1);
      expect(all.filter(({ headers }) => headers['idempotency-replayed'] === 'true')).toHaveLength(2);
    });

    it('refuses the same key with another body', async () => {
      await stream('body', { a: 1 });
      expectProblem(await stream('body', { a: 2 }), 422, 'idempotency-key-reused');
    });

    it('begins anew after a failure before the deed, and never after it', async () => {
      failsBeforeKeeping = true;
      expectProblem(await stream('early'), 500, 'internal');
      failsBeforeKeeping = false;
      const begun = made;
      expect((await stream('early')).text).toBe(`data: ${begun + 1}\n\n`);
      failsAfterKeeping = true;
      expectProblem(await stream('late'), 500, 'internal');
      failsAfterKeeping = false;
      expect((await stream('late')).text).toBe(`data: ${begun + 2}\n\n`);
      expect(made).toBe(begun + 2);
    });
  });

  it('lets a failed request be sent again, and tells no detail of the failure', async () => {
    const before = made;
    const fail = () => agent.post('/api/v1/probe/fail').set('Idempotency-Key', 'six').send({});
    const failed = await fail();
    expectProblem(failed, 500, 'internal');
    expect(JSON.stringify(failed.body)).not.toContain('secret detail');
    await fail();
    expect(made - before).toBe(2);
  });
});

it('has no route of its own without a declared permission', () => {
  const routes = listRoutes(app);
  expect(routes.filter(({ access }) => !access).map(({ handler }) => handler)).toEqual([
    'ProbeController.undeclared',
  ]);
  expect(routes).toContainEqual({
    verb: 'DELETE',
    path: '/spaces/:id/grants/:grantId',
    access: { requires: 'space.manage' },
    handler: 'SpacesController.removeGrant',
  });
});
