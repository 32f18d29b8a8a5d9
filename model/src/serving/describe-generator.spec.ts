import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { TINY, TINY_CONTEXT, tinyLlama, writeTinyLlama } from '../../test/tiny-llama.js';
import { requantise } from '../tensor/requantise.js';
import { describeGenerator } from './describe-generator.js';

let folder: string;
let weights: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-describe-'));
  weights = writeTinyLlama(path.join(folder, 'tiny.gguf'));
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

it('says what a generator takes and may be, and builds nothing', () => {
  const { layers, kvHeads, headSize } = TINY;
  const numbers = [...tinyLlama().weights.values()].reduce((sum, { length }) => sum + length, 0);
  expect(describeGenerator(weights)).toEqual({
    contextTokens: TINY_CONTEXT,
    kvBytesPerToken: layers * 2 * kvHeads * headSize * 4,
    fp32Bytes: 4 * numbers,
    precisions: ['q8', 'fp32'],
    preferred: 'q8',
  });
  expect(fs.readdirSync(folder)).toEqual(['tiny.gguf']);
});

it('offers 4 bits where the file has them', () => {
  const smaller = path.join(folder, 'tiny-q4.gguf');
  requantise(weights, smaller, 'q4_0');
  expect(describeGenerator(smaller)).toMatchObject({
    precisions: ['q4x', 'q8', 'fp32'],
    preferred: 'q4x',
  });
});
