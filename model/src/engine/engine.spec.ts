import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { TINY, TINY_CONTEXT, writeTinyLlama } from '../../test/tiny-llama.js';
import { buildDecoder } from '../architectures/decoder.js';
import { decoderConfig } from '../architectures/decoder-config.js';
import { llama } from '../architectures/llama.js';
import { openSession, type Adapter } from '../runtime/open-session.js';
import type { Session } from '../runtime/session.js';
import { GgufFile } from '../tensor/gguf-file.js';
import { Engine } from './engine.js';
import type { EngineEvent, EngineRequest } from './request.js';
import { DEFAULT_SAMPLING } from './sampling.js';

const NO_END: ReadonlySet<number> = new Set();
const prompt = (length: number, seed = 1) => Array.from({ length }, (_, i) => (i * 31 + seed * 17) % 256);

function request(changes: Partial<EngineRequest> = {}): EngineRequest {
  const sampling = { ...DEFAULT_SAMPLING, temperature: 0.8, topK: 20, seed: 5 };
  return { promptIds: prompt(5), maxTokens: 12, sampling, endTokens: NO_END, ...changes };
}

async function collect(events: AsyncIterable<EngineEvent>) {
  const ids: number[] = [];
  for await (const event of events) {
    if (event.type === 'token') ids.push(event.id);
    else return { ids, ...event };
  }
  throw new Error('The request never finished.');
}

describe.each<Adapter>(['c-api', 'binding'])('Engine on a tiny decoder through %s', (adapter) => {
  let folder: string;
  let graph: string;
  let session: Session;
  let engine: Engine;

  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-engine-'));
    const file = new GgufFile(writeTinyLlama(path.join(folder, 'tiny.gguf')));
    const config = decoderConfig(llama, file.metadata, file);
    graph = buildDecoder(file, llama, config, {
      directory: path.join(folder, 'graph'),
      precision: 'fp32',
      contextTokens: TINY_CONTEXT,
    });
    file.close();
  });
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  beforeEach(async () => {
    session = await openSession(graph, { threads: 1, adapter });
    engine = new Engine(session, { ...TINY, contextTokens: TINY_CONTEXT, maxRunning: 2 });
  });
  afterEach(async () => {
    await engine.close();
    session.close();
  });

  it('gives as many tokens as asked and says why it ended', async () => {
    const { ids, reason, promptTokens } = await collect(engine.generate(request()));
    expect(ids).toHaveLength(12);
    expect([reason, promptTokens]).toEqual(['length', 5]);
  });

  it('ends at an end token and gives it', async () => {
    const all = await collect(engine.generate(request()));
    const end = all.ids[4]!;
    const { ids, reason } = await collect(engine.generate(request({ endTokens: new Set([end]) })));
    expect(ids).toEqual(all.ids.slice(0, all.ids.indexOf(end) + 1));
    expect(reason).toBe('stop');
  });

  it('gives the same tokens for the same seed', async () => {
    expect((await collect(engine.generate(request()))).ids).toEqual(
      (await collect(engine.generate(request()))).ids,
    );
  });

  it('gives each of several requests, arriving at different times, what it gets alone', async () => {
    const requests = [3, 70, 9, 40].map((length, i) =>
      request({ promptIds: prompt(length, i), sampling: { ...request().sampling, seed: i } }),
    );
    const alone: number[][] = [];
    for (const r of requests) alone.push((await collect(engine.generate(r))).ids);
    const together = requests.map(async (r, i) => {
      await new Promise((resolve) => setTimeout(resolve, 3 * i));
      return (await collect(engine.generate(r))).ids;
    });
    expect(await Promise.all(together)).toEqual(alone);
  });

  it('serves in turn: a short request does not wait for a long one to end', async () => {
    const order: string[] = [];
    const long = collect(engine.generate(request({ maxTokens: 100 }))).then(() => order.push('long'));
    const short = collect(engine.generate(request({ maxTokens: 3 }))).then(() => order.push('short'));
    await Promise.all([long, short]);
    expect(order).toEqual(['short', 'long']);
  });

  it('refuses a prompt that does not fit, with the numbers', () => {
    expect(() => engine.generate(request({ promptIds: prompt(TINY_CONTEXT) }))).toThrow(
      `has ${TINY_CONTEXT} tokens, but this model's context holds ${TINY_CONTEXT}`,
    );
  });

  it('stops where the context is full', async () => {
    const { ids, reason } = await collect(
      engine.generate(request({ promptIds: prompt(TINY_CONTEXT - 5), maxTokens: 50 })),
    );
    expect([ids.length, reason]).toEqual([5, 'length']);
  });

  it('cancels a running and a waiting request and serves the next', async () => {
    const cancel = new AbortController();
    const cancelled = [1, 2, 3].map(() =>
      collect(engine.generate(request({ maxTokens: 100 }), cancel.signal)),
    );
    const survivor = collect(engine.generate(request({ maxTokens: 4 })));
    setTimeout(() => cancel.abort(), 5);
    for (const { reason } of await Promise.all(cancelled)) expect(reason).toBe('cancelled');
    expect((await survivor).ids).toHaveLength(4);
    expect((await collect(engine.generate(request({ maxTokens: 4 })))).ids).toHaveLength(4);
  });

  it('cancels what nobody listens to any more', async () => {
    for await (const event of engine.generate(request({ maxTokens: 100 }))) if (event.type === 'token') break;
    const { timings } = await collect(engine.generate(request({ maxTokens: 2 })));
    expect(timings.queueMs).toBeLessThan(1000);
  });

  it('fails only the request whose step fails', async () => {
    const bad = collect(engine.generate(request({ promptIds: [TINY.vocabulary + 5] })));
    await expect(bad).rejects.toThrow();
    expect((await collect(engine.generate(request()))).ids).toHaveLength(12);
  });

  it('ends everything when it closes', async () => {
    const running = collect(engine.generate(request({ maxTokens: 100 })));
    await new Promise((resolve) => setTimeout(resolve, 2));
    await engine.close();
    expect((await running).reason).toBe('cancelled');
    expect(() => engine.generate(request())).toThrow('The engine is closed');
  });
});
