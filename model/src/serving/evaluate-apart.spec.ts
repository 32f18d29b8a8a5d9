import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writeTinyLlama } from '../../test/tiny-llama.js';
import { evaluateApart } from './evaluate-apart.js';
import { evaluateText } from './evaluate-text.js';

let folder: string;
let weights: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-apart-'));
  weights = writeTinyLlama(path.join(folder, 'tiny.gguf'));
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

const text = 'Some text of more than sixty-four bytes, so that two whole chunks of it fit in here.';
const options = { precisions: ['fp32', 'q8'] as const, chunkTokens: 32, maxChunks: 2, threads: 1 };

it('measures the same as in this process, and tells how far it is', async () => {
  const steps: [number, number][] = [];
  const apart = await evaluateApart(
    { weights, text, ...options, rates: true },
    { onStep: (...step) => steps.push(step) },
  );
  const here = await evaluateText(weights, text, options);
  expect(apart.map(({ rates: _, ...figures }) => figures)).toEqual(here);
  expect(apart.every(({ rates }) => rates!.newTokensPerS > 0)).toBe(true);
  expect(steps).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((done) => [done, 8]));
});

it('ends at once when the signal says so', async () => {
  const stop = new AbortController();
  const measuring = evaluateApart(
    { weights, text, ...options },
    { onStep: () => stop.abort(new Error('cancelled')), signal: stop.signal },
  );
  await expect(measuring).rejects.toThrow('cancelled');
});

it('says why it failed', async () => {
  await expect(evaluateApart({ weights, text: 'short', ...options })).rejects.toThrow(
    'has 5 tokens; at least 32',
  );
});
