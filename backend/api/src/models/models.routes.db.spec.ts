import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { openTestApp, signIn } from '../../../../test/support/test-app.js';
import { type TestDatabase, openTestDatabase } from '../../../../test/support/test-database.js';
import { TestPeople, testConfiguration } from '../../../../test/support/test-people.js';
import { JobQueue, Problem } from '../platform/index.js';
import { modelSocketOf } from './model-socket.js';
import { ModelStore } from './model-store.js';
import { ModelsModule } from './models.module.js';
import { ModelProfileRepository } from './profile/model-profile.repository.js';
import { PROFILE_QUEUE } from './profile/profiling.js';

let test: TestDatabase;
let app: NestExpressApplication;
let queue: JobQueue;
let dispose: () => void;
let dataDir: string;
const modelsDir = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-models-'));
type Agent = Awaited<ReturnType<typeof signIn>>;
let owner: Agent;
let member: Agent;

beforeAll(async () => {
  test = await openTestDatabase();
  const server = {
    id: 'big',
    baseUrl: 'http://127.0.0.1:9/v1',
    model: 'big-1',
    task: 'generate',
    contextTokens: 8192,
  };
  const made = testConfiguration({ modelsDir, openAiServers: [server], generator: 'big' });
  dispose = made.dispose;
  dataDir = made.configuration.settings.dataDir;
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
  dispose();
  fs.rmSync(modelsDir, { recursive: true, force: true });
});

it('shows every model, what it is and how questions are answered, also to members', async () => {
  const { body } = await member.get('/api/v1/models').expect(200);
  expect(body).toMatchObject({ mode: 'quote', modeReasonCode: 'not-measured', decided: null });
  const states = Object.fromEntries(
    body.items.map(({ id, state }: { id: string; state: string }) => [id, state]),
  );
  expect(states).toEqual({
    'smollm2-135m-instruct': 'missing',
    'all-minilm-l6-v2': 'missing',
    'gemma3-270m': 'missing',
    big: 'installed',
  });
});

it.each([
  ['post', '/api/v1/models/big/profile'],
  ['post', '/api/v1/models/all-minilm-l6-v2/pull'],
  ['delete', '/api/v1/models/all-minilm-l6-v2'],
  ['put', '/api/v1/models/assignment'],
] as const)('lets only owners %s %s', async (method, route) => {
  const { body } = await member[method](route).send({ mode: 'write' }).expect(403);
  expect(body.code).toBe('permission-missing');
});

it("takes the owner's decision, says so, and gives it back to the profile", async () => {
  const { body } = await owner.put('/api/v1/models/assignment').send({ mode: 'write' }).expect(200);
  expect(body).toMatchObject({ mode: 'write', modeReasonCode: 'owner-decided', decided: 'write' });
  await owner.put('/api/v1/models/assignment').send({ mode: null }).expect(200);
  expect((await member.get('/api/v1/models')).body).toMatchObject({ mode: 'quote', decided: null });
  const [event] = await test.database.query<{ n: number }>(
    `select count(*)::int as n from audit_event where action = 'model.assign'`,
  );
  expect(event!.n).toBe(2);
});

it('queues one measurement, and shows its figures with what is missed', async () => {
  const { body } = await owner.post('/api/v1/models/big/profile').expect(202);
  expect(body).toMatchObject({ modelId: 'big', state: 'measuring', profile: null });
  await owner.post('/api/v1/models/big/profile').expect(202);
  expect(await queue.unfinished(PROFILE_QUEUE)).toEqual([{ modelId: 'big' }]);
  const figures = {
    items: 120,
    unanswerable: 40,
    supported: { hits: 90, of: 200 },
    declinedUnanswerable: { hits: 39, of: 40 },
    declinedAnswerable: { hits: 2, of: 80 },
    holdsAnswer: { hits: 70, of: 80 },
    quoteHoldsAnswer: { hits: 70, of: 80 },
  };
  await app.get(ModelProfileRepository).save({ modelId: 'big', setVersion: '1', figures, mayWrite: false });
  const { body: found } = await member.get('/api/v1/models/big/profile').expect(200);
  expect(found.profile).toMatchObject({ setVersion: '1', mayWrite: false, figures });
  const missed = found.profile.criteria.filter(({ met }: { met: boolean }) => !met);
  expect(missed).toEqual([
    expect.objectContaining({ name: 'supported', needed: 0.9, direction: 'at-least' }),
  ]);
});

it('fetches weights beside the request and tells how far it is, or why it failed', async () => {
  const store = app.get(ModelStore);
  let finish: () => void = () => undefined;
  store.pull = async (_id, { onProgress } = {}) => {
    onProgress?.({
      modelId: 'all-minilm-l6-v2',
      stage: 'downloading',
      receivedBytes: 10,
      totalBytes: 91_335_235,
      bytesPerS: 5,
      secondsLeft: 18,
    });
    await new Promise<void>((resolve) => (finish = resolve));
    throw new Problem(502, 'model-not-fetched', 'No source delivers.');
  };
  await owner.post('/api/v1/models/all-minilm-l6-v2/pull').expect(202);
  const { body: running } = await member.get('/api/v1/models/all-minilm-l6-v2/pull').expect(200);
  expect(running).toMatchObject({ state: 'running', receivedBytes: 10, secondsLeft: 18 });
  await owner.delete('/api/v1/models/all-minilm-l6-v2').expect(409);
  finish();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const { body: failed } = await member.get('/api/v1/models/all-minilm-l6-v2/pull').expect(200);
  expect(failed).toMatchObject({
    state: 'failed',
    failure: { code: 'model-not-fetched', reason: 'No source delivers.' },
  });
});

it('removes no weights that serve now, with or without a process of its own', async () => {
  const [home, socketPath] = [
    path.join(modelsDir, 'all-minilm-l6-v2'),
    modelSocketOf(dataDir, 'all-minilm-l6-v2'),
  ];
  fs.mkdirSync(home, { recursive: true });
  fs.mkdirSync(path.dirname(socketPath), { recursive: true });
  const process = net.createServer();
  await new Promise<void>((resolve) => process.listen(socketPath, resolve));
  const refused = await owner.delete('/api/v1/models/all-minilm-l6-v2').expect(409);
  expect(refused.body).toMatchObject({ code: 'model-in-use', detail: expect.stringContaining('serves') });
  expect(fs.existsSync(home)).toBe(true);
  await new Promise((resolve) => process.close(resolve));
  await owner.delete('/api/v1/models/all-minilm-l6-v2').expect(204);
  expect(fs.existsSync(home)).toBe(false);
});

it('removes weights, and knows no model that is none', async () => {
  fs.mkdirSync(path.join(modelsDir, 'smollm2-135m-instruct'), { recursive: true });
  await owner.delete('/api/v1/models/smollm2-135m-instruct').expect(204);
  expect(fs.existsSync(path.join(modelsDir, 'smollm2-135m-instruct'))).toBe(false);
  for (const route of ['nothing/pull', 'nothing/profile', 'all-minilm-l6-v2/profile'])
    await member.get(`/api/v1/models/${route}`).expect(404);
  await owner.delete('/api/v1/models/..%2F..').expect(400);
});
