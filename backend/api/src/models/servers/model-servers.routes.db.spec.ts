import type { NestExpressApplication } from '@nestjs/platform-express';
import { type OpenAiTestServer, startOpenAiServer } from '../../../../../test/support/openai-server.js';
import { openTestApp, signIn } from '../../../../../test/support/test-app.js';
import { type TestDatabase, openTestDatabase } from '../../../../../test/support/test-database.js';
import { TestPeople, testConfiguration } from '../../../../../test/support/test-people.js';
import { JobQueue } from '../../platform/index.js';
import { ModelGateway } from '../gateway/model-gateway.js';
import { ModelsModule } from '../models.module.js';

let test: TestDatabase;
let app: NestExpressApplication;
let queue: JobQueue;
let server: OpenAiTestServer;
let dispose: () => void;
type Agent = Awaited<ReturnType<typeof signIn>>;
let owner: Agent;
let member: Agent;

beforeAll(async () => {
  server = await startOpenAiServer();
  test = await openTestDatabase();
  const configured = { id: 'fixed', baseUrl: server.url, model: 'f', task: 'generate', contextTokens: 4096 };
  const made = testConfiguration({ openAiServers: [configured], generator: 'fixed' });
  dispose = made.dispose;
  queue = new JobQueue(test.database);
  await queue.start();
  app = await openTestApp(test.database, made.configuration, [ModelsModule], queue);
  const people = new TestPeople(test.database);
  await people.addOwner({ login: 'owner', password: true });
  await people.add({ login: 'member', password: true });
  owner = await signIn(app, 'owner');
  member = await signIn(app, 'member');
});
afterAll(async () => {
  await app.close();
  await queue.stop();
  await test.close();
  await server.close();
  dispose();
});

const servers = '/api/v1/model-servers';
const big = (): object => ({
  id: 'big',
  baseUrl: server.url,
  model: 'big-1',
  apiKey: 'secret-key',
  concurrent: 3,
});

const written = async (modelId: string): Promise<string> => {
  let text = '';
  const request = { modelId, messages: [{ role: 'user' as const, content: 'hi' }], maxTokens: 9 };
  for await (const event of app.get(ModelGateway).generate(request))
    if (event.type === 'text') text += event.text;
  return text;
};

it('adds a server that serves at once, and never shows its key', async () => {
  const { body } = await owner.post(servers).send(big()).expect(201);
  expect(body).toEqual({
    id: 'big',
    baseUrl: server.url,
    model: 'big-1',
    contextTokens: 8192,
    concurrent: 3,
    isManaged: true,
    hasKey: true,
    isDown: false,
  });
  server.script('From the big one.');
  expect(await written('big')).toBe('From the big one.');
  expect(server.requests.at(-1)).toMatchObject({ authorization: 'Bearer secret-key' });
  const { body: list } = await owner.get(servers).expect(200);
  expect(list.items.map(({ id, isManaged }: { id: string; isManaged: boolean }) => [id, isManaged])).toEqual([
    ['fixed', false],
    ['big', true],
  ]);
  expect(JSON.stringify(list)).not.toContain('secret-key');
  const kept = await test.database.query<{ sealed_key: Buffer }>('select sealed_key from model_server');
  expect(kept[0]!.sealed_key.toString('latin1')).not.toContain('secret-key');
  expect((await member.get('/api/v1/models')).body.items).toContainEqual(
    expect.objectContaining({ id: 'big', kind: 'server', state: 'installed' }),
  );
});

it('refuses an id that is taken, an address that is none, and people who may not', async () => {
  for (const id of ['big', 'fixed', 'smollm2-135m-instruct'])
    expect(
      (
        await owner
          .post(servers)
          .send({ ...big(), id })
          .expect(409)
      ).body.code,
    ).toBe('model-id-taken');
  for (const baseUrl of ['ftp://server/v1', 'server', 'file:///etc/passwd'])
    await owner
      .post(servers)
      .send({ ...big(), id: 'x', baseUrl })
      .expect(400);
  await member
    .post(servers)
    .send({ ...big(), id: 'x' })
    .expect(403);
  await member.get(servers).expect(403);
  await member.post(`${servers}/trial`).send({ baseUrl: server.url, model: 'm' }).expect(403);
});

it('changes a server and keeps its key unless another is given; one of the configuration is changed there', async () => {
  const changed = { baseUrl: server.url, model: 'big-2', contextTokens: 1024, concurrent: 1 };
  const { body } = await owner.put(`${servers}/big`).send(changed).expect(200);
  expect(body).toMatchObject({ model: 'big-2', hasKey: true });
  await written('big');
  expect(server.requests.at(-1)).toMatchObject({
    authorization: 'Bearer secret-key',
    body: { model: 'big-2' },
  });
  await owner
    .put(`${servers}/big`)
    .send({ ...changed, apiKey: null })
    .expect(200);
  await written('big');
  expect(server.requests.at(-1)!.authorization).toBeUndefined();
  const refused = await owner.put(`${servers}/fixed`).send(changed).expect(409);
  expect(refused.body.detail).toContain('openAiServers');
  await owner.put(`${servers}/nobody`).send(changed).expect(404);
});

describe('a trial', () => {
  const trial = (body: object) => owner.post(`${servers}/trial`).send(body).expect(200);

  it('is a real call with its times and its text', async () => {
    server.script({ text: 'Hello to you.', pauseMs: 5 });
    const { body } = await trial({ baseUrl: server.url, model: 'big-1', apiKey: 'k' });
    expect(body).toMatchObject({ text: 'Hello to you.', models: ['big-1', 'big-2'], failure: null });
    expect(body.firstTokenMs).toBeGreaterThan(0);
    expect(body.totalMs).toBeGreaterThanOrEqual(body.firstTokenMs);
  });

  it('says why it failed, after one call', async () => {
    server.script({ status: 401 });
    server.requests.length = 0;
    const { body } = await trial({ baseUrl: server.url, model: 'big-1' });
    expect(body).toMatchObject({ firstTokenMs: null, failure: { code: 'model-server-refused' } });
    expect(server.requests.filter(({ path }) => path.endsWith('completions'))).toHaveLength(1);
  });

  it('sends a stored key to its own address alone', async () => {
    await owner
      .put(`${servers}/big`)
      .send({ baseUrl: server.url, model: 'big-1', apiKey: 'stored' })
      .expect(200);
    server.script('Hello.');
    await trial({ id: 'big', baseUrl: server.url, model: 'big-1' });
    expect(server.requests.at(-1)!.authorization).toBe('Bearer stored');
    const other = await startOpenAiServer();
    await trial({ id: 'big', baseUrl: other.url, model: 'big-1' });
    expect(other.requests.every(({ authorization }) => authorization === undefined)).toBe(true);
    await other.close();
  });
});

it('routes a skill to a model with one that stands in, and removes no server that serves', async () => {
  const route = '/api/v1/model-routes/ask';
  expect((await member.get('/api/v1/model-routes').expect(200)).body.items).toContainEqual({
    skill: 'ask',
    modelId: null,
    fallbackId: null,
    servingId: 'fixed',
  });
  const { body } = await owner.put(route).send({ modelId: 'big', fallbackId: 'fixed' }).expect(200);
  expect(body).toEqual({ skill: 'ask', modelId: 'big', fallbackId: 'fixed', servingId: 'big' });
  expect((await owner.delete(`${servers}/big`).expect(409)).body.detail).toContain('ask');
  await owner.put(route).send({ modelId: 'all-minilm-l6-v2', fallbackId: null }).expect(422);
  await owner.put(route).send({ modelId: 'big', fallbackId: 'big' }).expect(422);
  await owner.put('/api/v1/model-routes/dance').send({ modelId: 'big', fallbackId: null }).expect(404);
  await member.put(route).send({ modelId: null, fallbackId: null }).expect(403);
  await owner.put(route).send({ modelId: null, fallbackId: null }).expect(200);
  await owner.delete(`${servers}/big`).expect(204);
  await expect(written('big')).rejects.toMatchObject({ code: 'model-missing' });
  const actions = await test.database.query<{ action: string }>(
    `select distinct action from audit_event where action like 'model-server.%' or action = 'model.route' order by 1`,
  );
  expect(actions.map(({ action }) => action)).toEqual([
    'model-server.add',
    'model-server.change',
    'model-server.remove',
    'model.route',
  ]);
});
