import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildTinyGraph, collectTokens, tinyPrompt, tinyRequest } from '../../test/tiny-engine.js';
import { TINY } from '../../test/tiny-llama.js';
import { openSession } from '../runtime/open-session.js';
import type { Session } from '../runtime/session.js';
import { Engine, type EngineOptions } from './engine.js';
import type { EngineRequest } from './request.js';

const CONTEXT = 512;
const BYTES_PER_TOKEN = TINY.layers * 2 * TINY.kvHeads * TINY.headSize * 4;

describe('what an engine promises to those who ask', () => {
  let folder: string;
  let graph: string;
  let session: Session;
  let engine: Engine;
  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-service-'));
    graph = buildTinyGraph(folder, 'fp32', CONTEXT);
  });
  afterAll(() => fs.rmSync(folder, { recursive: true }));
  beforeEach(async () => void (session = await openSession(graph, { threads: 1 })));
  afterEach(async () => {
    await engine.close();
    session.close();
  });

  const start = (options: Partial<EngineOptions> = {}) =>
    void (engine = new Engine(session, { ...TINY, contextTokens: CONTEXT, ...options }));
  const ask = (changes: Partial<EngineRequest> = {}) => collectTokens(engine.generate(tinyRequest(changes)));

  it('states its memory and refuses what could never fit, with the numbers', async () => {
    start({ kvBytes: 100 * BYTES_PER_TOKEN });
    expect(engine.memory).toMatchObject({ kvBytesPerToken: BYTES_PER_TOKEN, kvBytes: 0 });
    expect(() => engine.generate(tinyRequest({ promptIds: tinyPrompt(90), maxTokens: 11 }))).toThrow(
      expect.objectContaining({
        name: 'CacheTooSmall',
        neededTokens: 101,
        neededBytes: 101 * BYTES_PER_TOKEN,
        limitBytes: 100 * BYTES_PER_TOKEN,
      }),
    );
    expect((await ask({ promptIds: tinyPrompt(90), maxTokens: 10 })).ids).toHaveLength(10);
    expect(engine.memory.kvBytes).toBeLessThanOrEqual(100 * BYTES_PER_TOKEN);
  });

  it('serves in turn what fits only in turn', async () => {
    start({ kvBytes: 300 * BYTES_PER_TOKEN });
    const all = await Promise.all(
      [1, 2, 3].map((seed) => ask({ promptIds: tinyPrompt(200, seed), maxTokens: 20 })),
    );
    expect(all.map(({ ids }) => ids.length)).toEqual([20, 20, 20]);
  });

  it('refuses what arrives where too much waits, and says when to come back', async () => {
    start({ maxRunning: 1, queue: { maxWaiting: 2, maxWaitingPerOwner: 1 } });
    const served = [ask({ owner: 'ada' })];
    await new Promise(setImmediate); // ada's runs now
    served.push(ask({ owner: 'ada' }));
    expect(() => engine.generate(tinyRequest({ owner: 'ada' }))).toThrow(
      '1 requests of the same person wait',
    );
    served.push(ask({ owner: 'bob' }));
    expect(() => engine.generate(tinyRequest({ owner: 'cyd' }))).toThrow(
      expect.objectContaining({ name: 'EngineBusy', waiting: 2, retryAfterMs: 1000 }),
    );
    expect((await Promise.all(served)).map(({ reason }) => reason)).toEqual(['length', 'length', 'length']);
    expect((await ask({ owner: 'cyd' })).reason).toBe('length');
  });

  it('fails a request whose deadline passes, waiting or running, and serves the others', async () => {
    start({ maxRunning: 1 });
    const late = ask({ maxTokens: 400, deadlineMs: 30 });
    const waiting = ask({ maxTokens: 400, deadlineMs: 31 });
    const other = ask({ maxTokens: 5 });
    await expect(late).rejects.toMatchObject({ name: 'DeadlineExceeded', deadlineMs: 30 });
    await expect(waiting).rejects.toMatchObject({ name: 'DeadlineExceeded', deadlineMs: 31 });
    expect((await other).ids).toHaveLength(5);
  });

  it('starts somebody with one request before the rest of somebody with many', async () => {
    start({ maxRunning: 1 });
    const order: string[] = [];
    const done = (name: string, owner: string) => ask({ owner, maxTokens: 3 }).then(() => order.push(name));
    await Promise.all([done('a1', 'ada'), done('a2', 'ada'), done('a3', 'ada'), done('b1', 'bob')]);
    expect(order.indexOf('b1')).toBeLessThan(order.indexOf('a2'));
  });

  it('takes from the prefix cache what another request read, and says how much', async () => {
    start();
    const shared = tinyPrompt(300);
    const first = await ask({ promptIds: shared });
    const again = await ask({ promptIds: shared });
    const other = await ask({ promptIds: [...shared.slice(0, 200), 1, 2, 3] });
    expect([first, again, other].map(({ cachedTokens }) => cachedTokens)).toEqual([0, 256, 192]);
    expect(again.ids).toEqual(first.ids);
  });

  it('reads at once what two who arrive together share only once', async () => {
    start();
    const shared = tinyPrompt(300);
    const both = await Promise.all([1, 2].map((seed) => ask({ promptIds: [...shared, seed, 7, 8] })));
    expect(Math.max(...both.map(({ cachedTokens }) => cachedTokens))).toBeGreaterThanOrEqual(192);
  });

  it('never reuses a prefix of which any token changed', async () => {
    start();
    const prompt = tinyPrompt(200);
    await ask({ promptIds: prompt });
    for (const at of [0, 63, 64, 127, 199]) {
      const changed = prompt.with(at, (prompt[at]! + 1) % 256);
      const { ids, cachedTokens } = await ask({ promptIds: changed });
      expect(cachedTokens).toBe(Math.min(192, Math.floor(at / 64) * 64));
      const fresh = new Engine(session, { ...TINY, contextTokens: CONTEXT, prefixBytes: 0 });
      expect((await collectTokens(fresh.generate(tinyRequest({ promptIds: changed })))).ids).toEqual(ids);
      await fresh.close();
    }
  });

  it('reports the probabilities of what it chose and of the likeliest', async () => {
    start();
    const { tokens } = await ask({
      logProbs: 3,
      sampling: { ...tinyRequest().sampling, temperature: 0 },
    });
    for (const { id, logProbs } of tokens) {
      expect(logProbs!.top).toHaveLength(3);
      expect(logProbs!.top[0]).toEqual({ id, logProb: logProbs!.logProb });
      const shares = logProbs!.top.map(({ logProb }) => Math.exp(logProb));
      expect(shares).toEqual([...shares].sort((a, b) => b - a));
      expect(shares.reduce((a, b) => a + b)).toBeLessThanOrEqual(1);
    }
    expect((await ask()).tokens[0]!.logProbs).toBeUndefined();
  });
});
