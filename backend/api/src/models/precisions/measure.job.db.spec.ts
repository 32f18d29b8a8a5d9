import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describeGenerator } from '@deskmate/model';
import { type TestDatabase, openTestDatabase } from '../../../../../test/support/test-database.js';
import { testConfiguration } from '../../../../../test/support/test-people.js';
import { writeTinyLlama } from '../../../../../test/support/tiny-weights.js';
import { JobQueue } from '../../platform/index.js';
import type { LocalGenerator, LocalGenerators } from './local-generators.js';
import { MeasureJob } from './measure.job.js';
import { MeasuringRunRepository } from './measuring-run.repository.js';
import { PrecisionMeasurementRepository } from './precision-measurement.repository.js';

let test: TestDatabase;
let dispose: () => void;
let job: MeasureJob;
let runs: MeasuringRunRepository;
let measurements: PrecisionMeasurementRepository;
let generator: LocalGenerator;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-measure-'));
const never = new AbortController().signal;

beforeAll(async () => {
  test = await openTestDatabase();
  const made = testConfiguration({ modelThreads: 1 });
  dispose = made.dispose;
  const weights = writeTinyLlama(path.join(folder, 'tiny.gguf'));
  const model = { id: 'tiny', name: 'Tiny' } as LocalGenerator['model'];
  generator = { model, weights, weightsHash: 'one', facts: describeGenerator(weights) };
  runs = new MeasuringRunRepository(test.database);
  measurements = new PrecisionMeasurementRepository(test.database);
  const generators = { get: () => generator } as unknown as LocalGenerators;
  const queue = new JobQueue(test.database);
  job = new MeasureJob(made.configuration, test.database, queue, generators, runs, measurements);
});
afterAll(async () => {
  await test.close();
  dispose();
  fs.rmSync(folder, { recursive: true });
});

const until = async (seen: () => Promise<boolean>): Promise<void> => {
  while (!(await seen())) await new Promise((resolve) => setTimeout(resolve, 20));
};

it('measures every precision that the weights have, and keeps it under their hash', async () => {
  const runId = await runs.put('tiny');
  await job.run({ modelId: 'tiny', runId }, never);
  expect(await runs.find('tiny')).toMatchObject({ runId, state: 'done' });
  const [q8, fp32, ...others] = await measurements.list(generator);
  expect(others).toEqual([]);
  expect(fp32).toMatchObject({ precision: 'fp32', klToFp32: null, sameChoice: null });
  expect(q8).toMatchObject({ precision: 'q8', threads: 1, processor: expect.any(String) });
  expect(q8!.klToFp32).toBeGreaterThan(0);
  expect(q8!.newTokensPerS).toBeGreaterThan(0);
  expect(q8!.positions).toBeGreaterThan(100);
  expect(await measurements.list({ ...generator, weightsHash: 'other' })).toEqual([]);
});

it('replaces earlier figures of the same weights', async () => {
  const [before] = await measurements.list(generator);
  const runId = await runs.put('tiny');
  await job.run({ modelId: 'tiny', runId }, never);
  const after = await measurements.list(generator);
  expect(after).toHaveLength(2);
  expect(after[0]!.measuredAt > before!.measuredAt).toBe(true);
});

it('ends when it is cancelled, and does not begin when it was', async () => {
  await test.database.query('delete from precision_measurement');
  const runId = await runs.put('tiny');
  const running = job.run({ modelId: 'tiny', runId }, never);
  await until(async () => (await runs.find('tiny'))?.state === 'running');
  expect(await runs.cancel('tiny')).toBe(true);
  await running;
  await job.run({ modelId: 'tiny', runId }, never);
  expect(await runs.find('tiny')).toMatchObject({ state: 'cancelled' });
  expect(await measurements.list(generator)).toEqual([]);
});

it('hands its job back when the worker stops, and the next worker begins again', async () => {
  const runId = await runs.put('tiny');
  const stopping = new AbortController();
  const running = job.run({ modelId: 'tiny', runId }, stopping.signal);
  await until(async () => (await runs.find('tiny'))?.state === 'running');
  stopping.abort(new Error('the worker stops'));
  await expect(running).rejects.toThrow('the worker stops');
  expect(await runs.find('tiny')).toMatchObject({ runId, state: 'running' });
  await job.run({ modelId: 'tiny', runId }, never);
  expect(await runs.find('tiny')).toMatchObject({ runId, state: 'done' });
});

it('lets another run that took its place alone', async () => {
  const old = await runs.put('tiny');
  const runId = await runs.put('tiny');
  await job.run({ modelId: 'tiny', runId: old }, never);
  expect(await runs.find('tiny')).toMatchObject({ runId, state: 'waiting' });
});

it('says why it failed', async () => {
  const { facts } = generator;
  generator = { ...generator, facts: { ...facts, fp32Bytes: 1e15 } };
  const runId = await runs.put('tiny');
  await job.run({ modelId: 'tiny', runId }, never);
  expect(await runs.find('tiny')).toMatchObject({
    state: 'failed',
    failureCode: 'measuring-does-not-fit',
    failureReason: expect.stringContaining('1000000.0 GB'),
  });
  generator = { ...generator, facts };
});
