import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { TINY, writeTinyLlama } from '../../test/tiny-llama.js';
import { evaluateText } from './evaluate-text.js';
import { prepareDecoder } from './open-decoder.js';
import { keepMeasured, KL_CEILING } from './precision-ceiling.js';

describe('evaluateText', () => {
  let folder: string;
  let weights: string;
  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-evaluate-'));
    weights = writeTinyLlama(path.join(folder, 'tiny.gguf'));
  });
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  const options = { chunkTokens: 32, maxChunks: 2, threads: 1 };

  it('measures each precision and its distance from fp32', async () => {
    const text = 'Some text of more than sixty-four bytes, so that two whole chunks of it fit in here.';
    const [fp32, q8] = await evaluateText(weights, text, { ...options, precisions: ['fp32', 'q8'] });
    expect(fp32).toMatchObject({ precision: 'fp32', tokens: 62 });
    expect(fp32!.perplexity).toBeGreaterThan(TINY.vocabulary / 10); // random weights know nothing
    expect(q8!.againstFp32!.positions).toBe(64);
    expect(q8!.againstFp32!.klMean).toBeGreaterThan(0);
    expect(q8!.againstFp32!.klMean).toBeLessThan(0.05);
  });

  it('refuses a text that is too short', async () => {
    await expect(evaluateText(weights, 'short', { ...options, precisions: ['q8'] })).rejects.toThrow(
      'has 5 tokens; at least 32',
    );
  });

  it('keeps with a graph what was measured on enough of a text', async () => {
    const { graph } = prepareDecoder({ weights, precision: 'q8' });
    const measured = path.join(path.dirname(graph), 'measured.json');
    const long = 'Sixty-four bytes and more, again and again, each time a little different: ';
    const text = Array.from({ length: 6 }, (_, i) => long + i).join('');
    const precisions = ['fp32', 'q8'] as const;
    await evaluateText(weights, text, { ...options, chunkTokens: 100, maxChunks: 2, precisions });
    expect(fs.existsSync(measured)).toBe(false);
    const [, q8] = await evaluateText(weights, text, {
      ...options,
      chunkTokens: 100,
      maxChunks: 3,
      precisions,
    });
    expect(JSON.parse(fs.readFileSync(measured, 'utf8'))).toEqual(q8!.againstFp32);
    fs.rmSync(measured);
  });

  it('keeps a graph that was measured to be outside the ceiling from being chosen', async () => {
    const text = 'Some text of more than sixty-four bytes, so that two whole chunks of it fit in here.';
    const [, q8] = await evaluateText(weights, text, { ...options, precisions: ['fp32', 'q8'], rates: true });
    expect(q8!.rates!.newTokensPerS).toBeGreaterThan(0);
    const { graph } = prepareDecoder({ weights, precision: 'q8', unchecked: true });
    keepMeasured(graph, { ...q8!.againstFp32!, klMean: KL_CEILING });
    expect(prepareDecoder({ weights, precision: 'auto' }).precision).toBe('q8');
    keepMeasured(graph, { ...q8!.againstFp32!, klMean: 0.02 });
    expect(() => prepareDecoder({ weights, precision: 'q8' })).toThrow(
      'q8 of this model differs from fp32 by 0.020 nats a token (measured); at most 0.01 is allowed',
    );
    expect(prepareDecoder({ weights, precision: 'auto' }).precision).toBe('fp32');
  });
});
