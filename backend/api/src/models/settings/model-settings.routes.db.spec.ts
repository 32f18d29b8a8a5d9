import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { TextEvaluation } from '@deskmate/model';
import { openTestApp, signIn } from '../../../../../test/support/test-app.js';
import { type TestDatabase, openTestDatabase } from '../../../../../test/support/test-database.js';
import { TestPeople, testConfiguration } from '../../../../../test/support/test-people.js';
import { JobQueue, Problem, notFound } from '../../platform/index.js';
import { ModelStore } from '../model-store.js';
import { ModelSupervisor } from '../model-supervisor.js';
import { ModelsModule } from '../models.module.js';
import { type LocalGenerator, LocalGenerators } from '../precisions/local-generators.js';
import { MEASURE_QUEUE } from '../precisions/measuring.service.js';
import { MeasuringRunRepository } from '../precisions/measuring-run.repository.js';
import { PrecisionMeasurementRepository } from '../precisions/precision-measurement.repository.js';
import { ModelSettings } from './model-settings.js';

const ID = 'smollm2-135m-instruct';
const route = `/api/v1/models/${ID}`;
let test: TestDatabase;
let app: NestExpressApplication;
let queue: JobQueue;
let dispose: () => void;
let generator: LocalGenerator;
/** What the supervisor was asked to do. */
let done: string[];
type Agent = Awaited<ReturnType<typeof signIn>>;
let owner: Agent;
let member: Agent;

beforeAll(async () => {
  test = await openTestDatabase();
  const made = testConfiguration({ modelsDir: fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-models-')) });
  const { modelsDir } = made.configuration.settings;
  dispose = () => (made.dispose(), fs.rmSync(modelsDir, { recursive: true }));
  queue = new JobQueue(test.database);
  await queue.start();
  app = await openTestApp(test.database, made.configuration, [ModelsModule], queue);
  generator = {
    model: app.get(ModelStore).get(ID),
    weights: 'none.gguf',
    weightsHash: 'one',
    facts: {
      contextTokens: 8192,
      kvBytesPerToken: 46_080,
      fp32Bytes: 5e8,
      precisions: ['q4x', 'q8', 'fp32'],
      preferred: 'q4x',
    },
  };
  app.get(LocalGenerators).get = (id) => {
    if (id !== ID) throw notFound('model');
    return generator;
  };
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
});
beforeEach(async () => {
  done = [];
  Object.assign(app.get(ModelSupervisor), {
    rehearse: async (_id: string, { precision }: { precision: string }) => void done.push(`try ${precision}`),
    restart: async () => void done.push('restart'),
    start: async () => void done.push('start'),
  });
  await test.database.query('delete from model_setting');
  await test.database.query('delete from precision_measurement');
});

const measured = (klMean: number): TextEvaluation[] => {
  const figures = { tokens: 1022, perplexity: 30, weightsMb: 114, kvKbPerToken: 46, withinCeiling: true };
  const rates = { promptTokensPerS: 600, newTokensPerS: 110 };
  const againstFp32 = { positions: 1024, klMean, argmaxEqual: 0.97 } as TextEvaluation['againstFp32'];
  return [
    { precision: 'fp32', ...figures, rates },
    { precision: 'q4x', ...figures, rates, againstFp32 },
  ];
};
const measure = (klMean: number): Promise<void> =>
  app
    .get(PrecisionMeasurementRepository)
    .save(generator, measured(klMean), { processor: 'EPYC', threads: 2 });
const actions = async (): Promise<string[]> =>
  (
    await test.database.query<{ action: string }>(
      `select action from audit_event where action like 'model.%' order by seq`,
    )
  ).map(({ action }) => action);

describe('the setting of a model', () => {
  it('is shown to members, with what can be chosen and the memory that a token takes', async () => {
    const { body } = await member.get(`${route}/setting`).expect(200);
    expect(body).toEqual({
      modelId: ID,
      precision: 'auto',
      servedPrecision: 'q4x',
      choices: [
        { precision: 'auto', served: 'q4x', refusal: null },
        ...['q4x', 'q8', 'fp32'].map((precision) => ({ precision, served: precision, refusal: null })),
      ],
      contextTokens: 4096,
      leastContextTokens: 512,
      mostContextTokens: 8192,
      kvBytesPerToken: 46_080,
      kvLimitBytes: Math.floor(os.totalmem() / 8),
    });
    for (const id of ['all-minilm-l6-v2', 'nothing'])
      await member.get(`/api/v1/models/${id}/setting`).expect(404);
  });

  it('is tried, kept and applied, and told in the audit', async () => {
    const wanted = { precision: 'q8', contextTokens: 2048 };
    const { body } = await owner.put(`${route}/setting`).send(wanted).expect(200);
    expect(body).toMatchObject({ ...wanted, servedPrecision: 'q8' });
    expect(done).toEqual(['try q8', 'restart']);
    expect(await app.get(ModelSettings).of(generator.model)).toEqual(wanted);
    expect((await actions()).at(-1)).toBe('model.set');
  });

  it('is changed by owners alone', async () => {
    const wanted = { precision: 'q8', contextTokens: 2048 };
    const { body } = await member.put(`${route}/setting`).send(wanted).expect(403);
    expect(body.code).toBe('permission-missing');
    expect(done).toEqual([]);
  });

  it('is refused with the numbers where the context cannot fit', async () => {
    const { facts } = generator;
    generator = { ...generator, facts: { ...facts, kvBytesPerToken: Math.ceil(os.totalmem() / 8 / 2048) } };
    const wanted = { precision: 'auto', contextTokens: 4096 };
    const { body } = await owner.put(`${route}/setting`).send(wanted).expect(422);
    generator = { ...generator, facts };
    expect(body).toMatchObject({
      code: 'context-does-not-fit',
      detail: expect.stringMatching(/^4,096 tokens take .* this machine gives .*, which is 2,04\d tokens/),
    });
    for (const contextTokens of [100, 8193])
      await owner.put(`${route}/setting`).send({ precision: 'auto', contextTokens }).expect(422);
    expect(done).toEqual([]);
  });

  it('takes no precision outside its ceiling, and leaves one that was measured to be outside since', async () => {
    await owner.put(`${route}/setting`).send({ precision: 'q4x', contextTokens: 1024 }).expect(200);
    await measure(0.02);
    const wanted = { precision: 'q4x', contextTokens: 2048 };
    const { body } = await owner.put(`${route}/setting`).send(wanted).expect(422);
    expect(body).toMatchObject({
      code: 'precision-outside-ceiling',
      detail: expect.stringContaining('0.020 nats'),
    });
    const { body: now } = await member.get(`${route}/setting`).expect(200);
    expect(now).toMatchObject({ precision: 'auto', servedPrecision: 'q8', contextTokens: 1024 });
    expect(now.choices[0]).toMatchObject({ precision: 'auto', served: 'q8', refusal: null });
    expect(now.choices[1]).toMatchObject({
      precision: 'q4x',
      refusal: { code: 'precision-outside-ceiling' },
    });
    expect(await app.get(ModelSettings).of(generator.model)).toEqual({
      precision: 'auto',
      contextTokens: 1024,
    });
  });

  it('stays as it was, with the reason, where the model cannot start so', async () => {
    const fails = async (): Promise<never> => {
      throw new Problem(503, 'model-cannot-start', 'not enough memory');
    };
    const before = { precision: 'q8', contextTokens: 1024 };
    await owner.put(`${route}/setting`).send(before).expect(200);
    const supervisor = app.get(ModelSupervisor);
    supervisor.restart = fails;
    done = [];
    const wanted = { precision: 'fp32', contextTokens: 2048 };
    const { body } = await owner.put(`${route}/setting`).send(wanted).expect(422);
    expect(body).toMatchObject({
      code: 'model-setting-failed',
      detail: 'SmolLM2 135M Instruct stays as it was. not enough memory',
    });
    expect(done).toEqual(['try fp32', 'start']);
    expect(await app.get(ModelSettings).of(generator.model)).toEqual(before);
    expect((await actions()).slice(-2)).toEqual(['model.set', 'model.set-back']);
    supervisor.rehearse = fails;
    done = [];
    await owner.put(`${route}/setting`).send(wanted).expect(422);
    expect(done).toEqual([]);
    expect(await app.get(ModelSettings).of(generator.model)).toEqual(before);
  });
});

describe('the precisions of a model', () => {
  const precisions = `${route}/precisions`;

  it('are shown with what was measured of them', async () => {
    expect((await member.get(precisions).expect(200)).body).toEqual({
      modelId: ID,
      state: 'idle',
      progress: 0,
      secondsLeft: null,
      failure: null,
      items: [],
    });
    await measure(0.02);
    const { body } = await member.get(precisions).expect(200);
    expect(body.items).toEqual([
      expect.objectContaining({
        precision: 'q4x',
        positions: 1022,
        klToFp32: 0.02,
        sameChoice: 0.97,
        newTokensPerS: 110,
        weightsMb: 114,
        processor: 'EPYC',
        threads: 2,
        isAllowed: false,
      }),
      expect.objectContaining({ precision: 'fp32', klToFp32: null, isAllowed: true }),
    ]);
    generator = { ...generator, weightsHash: 'two' };
    expect((await member.get(precisions).expect(200)).body.items).toEqual([]);
    generator = { ...generator, weightsHash: 'one' };
  });

  it('are measured by one job, whose progress is told, until it is cancelled', async () => {
    await member.post(precisions).expect(403);
    await member.delete(precisions).expect(403);
    const { body } = await owner.post(precisions).expect(202);
    expect(body).toMatchObject({ state: 'waiting', progress: 0, secondsLeft: null });
    await owner.post(precisions).expect(202);
    const [job, ...others] = await queue.unfinished(MEASURE_QUEUE);
    expect(others).toEqual([]);
    const runs = app.get(MeasuringRunRepository);
    const runId = job!['runId'] as string;
    await runs.begin(runId);
    await test.database.query(`update measuring_run set started_at = now() - interval '10 seconds'`);
    await runs.progress(runId, { done: 1, steps: 5 });
    const { body: running } = await member.get(precisions).expect(200);
    expect(running).toMatchObject({ state: 'measuring', progress: 0.2 });
    expect(running.secondsLeft).toBeGreaterThanOrEqual(40);
    expect(running.secondsLeft).toBeLessThan(60);
    await owner.delete(precisions).expect(204);
    expect((await member.get(precisions)).body).toMatchObject({ state: 'idle', failure: null });
    expect(await runs.progress(runId, { done: 2, steps: 5 })).toBe(false);
    expect((await actions()).slice(-2)).toEqual(['model.measure', 'model.measure-cancel']);
  });

  it('say why measuring failed, and that a run without its job is over', async () => {
    await owner.post(precisions).expect(202);
    const runs = app.get(MeasuringRunRepository);
    const { runId } = (await runs.find(ID))!;
    await runs.fail(runId, { code: 'measuring-failed', reason: 'The disk is full.' });
    expect((await member.get(precisions)).body).toMatchObject({
      state: 'idle',
      failure: { code: 'measuring-failed', reason: 'The disk is full.' },
    });
    await owner.post(precisions).expect(202);
    await test.database.query(`delete from pgboss.job where name = $1`, [MEASURE_QUEUE]);
    expect((await member.get(precisions)).body).toMatchObject({
      state: 'idle',
      failure: { code: 'measuring-interrupted' },
    });
    expect((await owner.post(precisions).expect(202)).body).toMatchObject({ state: 'waiting' });
  });
});
