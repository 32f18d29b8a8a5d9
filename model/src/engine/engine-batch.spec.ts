import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { TINY_ATTENTION, writeAdapter } from '../../test/tiny-adapter.js';
import {
  buildTinyGraph,
  collectTokens,
  tinyAdapters,
  tinyPrompt,
  tinyRequest,
} from '../../test/tiny-engine.js';
import { TINY } from '../../test/tiny-llama.js';
import type { Precision } from '../architectures/precision.js';
import { openSession } from '../runtime/open-session.js';
import type { Session } from '../runtime/session.js';
import { Engine, type EngineOptions } from './engine.js';
import { seededRandom } from './random.js';
import type { EngineRequest } from './request.js';

const CONTEXT = 512;
const SCHEDULES = 200;
const POOL = 36;
const LENGTHS = [1, 2, 3, 9, 33, 63, 64, 65, 66, 127, 128, 129, 130, 131, 193, 200, 320];

/** Requests of every kind; some share their beginning with others. */
function pool(): EngineRequest[] {
  return Array.from({ length: POOL }, (_, i) => {
    const base = tinyRequest().sampling;
    const sampling = [
      { ...base, temperature: 0 },
      { ...base, seed: i },
      { ...base, seed: i, topK: 0, topP: 0.9 },
      { ...base, seed: i, topK: 0, minP: 0.02, repetitionPenalty: 1.2 },
    ][i % 4]!;
    const promptIds = tinyPrompt(LENGTHS[i % LENGTHS.length]!, 1 + (i % 3));
    const repeated = i % 5 === 0 ? { promptIds: [...promptIds, ...promptIds].slice(0, 320) } : {};
    return tinyRequest({
      promptIds,
      ...repeated,
      sampling,
      maxTokens: 1 + ((i * 7) % 24),
      owner: ['ada', 'bob', 'cyd'][i % 3],
      priority: i % 7 === 0 ? 'bulk' : 'interactive',
      speculate: i % 5 === 0,
    });
  });
}

describe('Engine: batched equals isolated, token for token', () => {
  let folder: string;
  let session: Session;
  let adapterFolders: string[];
  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-batch-'));
    adapterFolders = [
      writeAdapter(path.join(folder, 'attention'), { shapes: TINY_ATTENTION, rank: 2, seed: 1 }),
      writeAdapter(path.join(folder, 'linears'), { rank: 4, seed: 2 }),
      writeAdapter(path.join(folder, 'higher'), { rank: 12, seed: 3 }),
    ];
  });
  afterAll(() => fs.rmSync(folder, { recursive: true }));
  afterEach(() => session.close());

  const open = async (precision: Precision, threads = 1) =>
    (session = await openSession(buildTinyGraph(folder, precision, CONTEXT), { threads }));
  const engineWith = (options: Partial<EngineOptions> = {}) =>
    new Engine(session, { ...TINY, contextTokens: CONTEXT, ...options });

  /** Every third request without an adapter, the others with one of three. */
  async function withAdapters(
    engine: Engine,
    requests: readonly EngineRequest[],
    { precision, threads }: { precision: Precision; threads: number },
  ) {
    const graph = path.join(folder, `${precision}-${CONTEXT}`, 'model.onnx');
    const { adapters, session: variant } = await tinyAdapters(engine, {
      graph,
      folders: adapterFolders,
      threads,
    });
    const adapted = requests.map((request, i): EngineRequest => {
      const adapter = i % 3 === 0 ? undefined : adapters[i % adapters.length];
      return { ...request, ...(adapter && { adapter }) };
    });
    const close = async () => {
      await engine.close();
      variant.close();
    };
    return { adapted, close };
  }

  async function alone(
    requests: readonly EngineRequest[],
    graph: { precision: Precision; threads: number },
  ): Promise<number[][]> {
    const engine = engineWith({ maxRunning: 1, prefixBytes: 0 });
    const { adapted, close } = await withAdapters(engine, requests, graph);
    const all: number[][] = [];
    for (const request of adapted) all.push((await collectTokens(engine.generate(request))).ids);
    await close();
    return all;
  }

  it.each<[Precision, number]>([
    ['q8', 1],
    ['fp32', 2],
  ])(
    `over ${SCHEDULES / 2} random schedules in %s with %d threads`,
    async (precision, threads) => {
      await open(precision, threads);
      const requests = pool();
      const expected = await alone(requests, { precision, threads });
      const random = seededRandom(precision === 'q8' ? 11 : 12);
      const pick = (count: number) => Math.floor(random() * count);
      const kvBytes = 8 * CONTEXT * TINY.layers * 2 * TINY.kvHeads * TINY.headSize * 4; // fewer than 16 long ones
      const engine = engineWith({ kvBytes, prefixBytes: kvBytes / 4 });
      const { adapted, close } = await withAdapters(engine, requests, { precision, threads });
      let cancelled = 0;
      for (let schedule = 0; schedule < SCHEDULES / 2; schedule++) {
        const streams = Array.from({ length: 2 + pick(12) }, async () => {
          const index = pick(POOL);
          const arrival = pick(40);
          const cancelAfter = random() < 0.2 ? pick(8) : Infinity;
          for (let i = 0; i < arrival; i++) await new Promise(setImmediate);
          const ids: number[] = [];
          for await (const event of engine.generate(adapted[index]!)) {
            if (event.type === 'token') ids.push(event.id);
            if (ids.length > cancelAfter) break;
          }
          return { index, ids, wasCancelled: ids.length > cancelAfter };
        });
        for (const { index, ids, wasCancelled } of await Promise.all(streams)) {
          if (wasCancelled) cancelled++;
          const whole = expected[index]!;
          expect({ schedule, index, ids }).toEqual({
            schedule,
            index,
            ids: wasCancelled ? whole.slice(0, ids.length) : whole,
          });
        }
      }
      expect(cancelled).toBeGreaterThan(20);
      expect(engine.memory.kvBytes).toBeLessThanOrEqual(kvBytes);
      expect(engine.memory.prefixBytes).toBeLessThanOrEqual(kvBytes / 4);
      expect(engine.memory.adapterBytes).toBeGreaterThan(0); // rows of one run had different adapters
      await close();
    },
    300_000,
  );

  it('computes what a run of one row and one of sixteen compute alike, bit for bit', async () => {
    await open('q8');
    const requests = Array.from({ length: 16 }, (_, i) =>
      tinyRequest({ promptIds: tinyPrompt(20 + i * 9, i), logProbs: 3, maxTokens: 8 }),
    );
    const single = engineWith({ maxRunning: 1 });
    const apart = [];
    for (const request of requests) apart.push((await collectTokens(single.generate(request))).tokens);
    await single.close();
    const engine = engineWith();
    const together = await Promise.all(requests.map((r) => collectTokens(engine.generate(r))));
    expect(together.map(({ tokens }) => tokens)).toEqual(apart);
    await engine.close();
  });
});
