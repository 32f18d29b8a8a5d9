import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { mergeAdapter, TINY_ATTENTION, writeAdapter, type AdapterOptions } from '../../test/tiny-adapter.js';
import { writeTinyLlama, type TinyWeights } from '../../test/tiny-llama.js';
import { LoadedGenerator } from './loaded-generator.js';
import type { GenerateEvent, GenerateRequest, ModelSpec } from './model-contract.js';

const ATTENTION: AdapterOptions = { shapes: TINY_ATTENTION, rank: 2, seed: 3 };
const LINEARS: AdapterOptions = { rank: 4, seed: 7 };

describe('LoRA adapters over a generator', () => {
  let folder: string;
  let model: LoadedGenerator;
  const opened: LoadedGenerator[] = [];

  beforeAll(() => void (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-shelf-'))));
  beforeEach(async () => void (model = await open('tiny')));
  afterEach(() => Promise.all(opened.splice(0).map((one) => one.close())));
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  async function open(
    name: string,
    { spec, change }: { spec?: Partial<ModelSpec>; change?: (weights: TinyWeights) => void } = {},
  ): Promise<LoadedGenerator> {
    const weights = path.join(folder, `${name}.gguf`);
    if (!fs.existsSync(weights)) writeTinyLlama(weights, change);
    const fixed = { task: 'generate', files: { weights }, precision: 'fp32', threads: 1 } as const;
    const generator = await LoadedGenerator.open({ id: name, ...fixed, ...spec });
    opened.push(generator);
    return generator;
  }
  const write = (name: string, options: AdapterOptions) => writeAdapter(path.join(folder, name), options);

  async function ask(changes: Partial<GenerateRequest> = {}, of = model) {
    const deltas: Extract<GenerateEvent, { type: 'delta' }>[] = [];
    const request = { prompt: 'The meeting was', maxTokens: 24, logProbs: 1, ...changes } as GenerateRequest;
    for await (const event of of.generate(request)) {
      if (event.type === 'delta') deltas.push(event);
      if (event.type === 'end')
        return {
          ids: event.tokenIds,
          cached: event.cachedTokens,
          logProbs: deltas.flatMap(({ logProbs }) => logProbs!.map(({ logProb }) => logProb)),
        };
    }
    throw new Error('There was no end.');
  }

  it.each([
    ['attention', ATTENTION],
    ['all linears', LINEARS],
  ])('give in fp32 what merged weights give: %s', async (name, options) => {
    const merged = await open(`merged ${name}`, { change: (weights) => mergeAdapter(weights, options) });
    const expected = await ask({}, merged);
    const adapted = await ask({ adapter: write(`as ${name}`, options) });
    const plain = await ask();
    expect(adapted.ids).toEqual(expected.ids);
    expect(plain.ids).not.toEqual(expected.ids);
    adapted.logProbs.forEach((value, i) =>
      expect(Math.abs(value - expected.logProbs[i]!)).toBeLessThan(1e-3 * Math.abs(expected.logProbs[i]!)),
    );
  });

  it('are chosen by each request, however they are mixed, and the model without one stays as it was', async () => {
    const adapters = [
      undefined,
      write('a', ATTENTION),
      write('b', LINEARS),
      write('c', { rank: 8, seed: 9 }),
    ];
    const alone = [];
    for (const adapter of adapters) alone.push(await ask({ adapter }));
    const together = await Promise.all([...adapters, ...adapters].map((adapter) => ask({ adapter })));
    expect(together.map(({ ids }) => ids)).toEqual([...alone, ...alone].map(({ ids }) => ids));
    expect(new Set(alone.map(({ ids }) => ids.join())).size).toBe(4);
  });

  it('never read what was cached for another adapter or for another version of it', async () => {
    const prompt = 'a'.repeat(70);
    const at = write('changing', LINEARS);
    const cachedOf = async (adapter?: string) => (await ask({ prompt, adapter, maxTokens: 4 })).cached;
    expect([await cachedOf(), await cachedOf(), await cachedOf(at), await cachedOf(at)]).toEqual([
      0, 64, 0, 64,
    ]);
    const before = await ask({ prompt, adapter: at });
    write('changing', { ...LINEARS, seed: 8 });
    const after = await ask({ prompt, adapter: at });
    expect(after.cached).toBe(0);
    expect(after.ids).not.toEqual(before.ids);
  });

  it('can be replaced while one is in use, which ends as it began', async () => {
    const at = write('replaced', LINEARS);
    const expected = await ask({ adapter: at });
    const ids: number[] = [];
    const running = model.generate({ prompt: 'The meeting was', maxTokens: 24, adapter: at });
    await running.next(); // it has begun
    write('replaced', { ...LINEARS, seed: 8 });
    const changed = await ask({ adapter: at });
    for await (const event of running) if (event.type === 'end') ids.push(...event.tokenIds);
    expect(ids).toEqual(expected.ids);
    expect(changed.ids).not.toEqual(expected.ids);
    expect(model.info.adapters).toHaveLength(1);
  });

  it('change to the larger graph while others run, token for token', async () => {
    const [attention, linears] = [write('first', ATTENTION), write('second', LINEARS)];
    const expected = await ask({ adapter: attention, maxTokens: 80 });
    const other = await open('tiny');
    const running = ask({ adapter: attention, maxTokens: 80 }, other);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await ask({ adapter: linears }, other);
    expect((await running).ids).toEqual(expected.ids);
  });

  it('leave memory by least use, and say what they take', async () => {
    const small = await open('tiny', { spec: { maxAdapters: 2 } });
    const [a, b, c] = ['x', 'y', 'z'].map((name, i) => write(name, { ...ATTENTION, seed: 20 + i })) as [
      string,
      string,
      string,
    ];
    for (const adapter of [a, b, a, c]) await ask({ adapter }, small);
    expect(small.info.adapters!.map((info) => info.folder)).toEqual([a, c]);
    expect(small.info.adapters![0]).toMatchObject({ rank: 2, parts: ['attention'] });
    expect(small.info.adapters![0]!.bytes).toBeGreaterThan(1000);
    expect(await small.adapters.unload(a)).toBe(true);
    expect(await small.adapters.unload(a)).toBe(false);
    expect((await ask({ adapter: b }, small)).ids).toHaveLength(24);
  });

  it('are not taken away from requests that use them', async () => {
    const small = await open('tiny', { spec: { maxAdapters: 1 } });
    const [a, b] = [write('used', ATTENTION), write('wanted', { ...ATTENTION, seed: 4 })];
    const running = small.generate({ prompt: 'abc', maxTokens: 60, adapter: a });
    await running.next();
    await expect(small.adapters.unload(a)).rejects.toMatchObject({ code: 'model-busy' });
    await expect(ask({ adapter: b }, small)).rejects.toMatchObject({ code: 'model-busy', retryable: true });
    for await (const _ of running);
    expect((await ask({ adapter: b }, small)).ids).toHaveLength(24);
  });

  it('are refused with the reason, and others go on being served', async () => {
    const wrong = write('wrong', { shapes: { 'self_attn.q_proj': [128, 64] } });
    await expect(ask({ adapter: wrong })).rejects.toMatchObject({
      code: 'adapter-refused',
      message: expect.stringContaining('trained over another base') as string,
    });
    await expect(model.adapters.load(path.join(folder, 'nowhere'))).rejects.toMatchObject({
      code: 'adapter-refused',
    });
    expect((await model.adapters.load(write('right', LINEARS))).rank).toBe(4);
  });
});
