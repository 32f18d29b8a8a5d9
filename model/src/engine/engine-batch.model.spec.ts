import { describeWithFiles, modelFiles } from '../../test/model-folder.js';
import { PROSE } from '../../test/prose.js';
import { collectTokens } from '../../test/tiny-engine.js';
import { openDecoder, type OpenDecoder } from '../serving/open-decoder.js';
import { Engine } from './engine.js';
import { seededRandom } from './random.js';
import type { EngineRequest } from './request.js';
import { DEFAULT_SAMPLING } from './sampling.js';

const FULL = process.env['DESKMATE_FULL'] === '1';
const SCHEDULES = FULL ? 200 : 3;
const PROMPT_TOKENS = FULL ? [5, 60, 129, 200, 333, 512, 700, 1000] : [5, 66, 129, 300];
const ANSWER_TOKENS = FULL ? 24 : 6;

describeWithFiles('Engine on real weights in q4x', modelFiles.generator, () => {
  let decoder: OpenDecoder;
  let requests: EngineRequest[];

  beforeAll(async () => {
    decoder = await openDecoder({ weights: modelFiles.generator.weights, precision: 'q4x', threads: 2 });
    const ids = decoder.tokenizer.encode(PROSE.join('\n'));
    requests = PROMPT_TOKENS.flatMap((length, i) =>
      [false, true].map((speculate) => ({
        promptIds: ids.slice(i * 7, i * 7 + length),
        maxTokens: ANSWER_TOKENS,
        sampling: { ...DEFAULT_SAMPLING, temperature: i % 2 ? 0.8 : 0, topP: 0.95, seed: i },
        endTokens: new Set<number>(),
        speculate,
      })),
    );
  }, 120_000);
  afterAll(() => decoder.session.close());

  const engineWith = (options = {}) =>
    new Engine(decoder.session, { ...decoder.config, contextTokens: 2048, ...options });

  async function alone(): Promise<number[][]> {
    const engine = engineWith({ maxRunning: 1, prefixBytes: 0 });
    const all: number[][] = [];
    for (const request of requests) all.push((await collectTokens(engine.generate(request))).ids);
    await engine.close();
    return all;
  }

  it(`gives over ${SCHEDULES} random schedules, with cancels, what each request gets alone`, async () => {
    const expected = await alone();
    const engine = engineWith();
    const random = seededRandom(7);
    for (let schedule = 0; schedule < SCHEDULES; schedule++) {
      const streams = Array.from({ length: 6 }, async () => {
        const index = Math.floor(random() * requests.length);
        const delayMs = random() * 300;
        const stopAt = random() < 0.2 ? 2 : Infinity;
        await new Promise((resolve) => setTimeout(resolve, delayMs));
        const ids: number[] = [];
        for await (const event of engine.generate(requests[index]!)) {
          if (event.type === 'token') ids.push(event.id);
          if (ids.length >= stopAt) break;
        }
        return { index, ids };
      });
      for (const { index, ids } of await Promise.all(streams)) {
        expect(ids.length).toBeGreaterThan(1);
        expect({ schedule, index, ids }).toEqual({
          schedule,
          index,
          ids: expected[index]!.slice(0, ids.length),
        });
      }
    }
    await engine.close();
  }, 3_600_000);
});
