import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { llamaCppLogits } from '../../test/llama-cpp.js';
import { ourLogits } from '../../test/logits.js';
import { describeFull, modelFiles } from '../../test/model-folder.js';
import { PROSE } from '../../test/prose.js';
import { compareLogits } from '../evaluation/language-model.js';
import { ggufMetadata } from '../tensor/gguf-file.js';
import { tokenizerFromGguf } from '../tokenizer/gguf-tokenizer.js';
import type { Precision } from './precision.js';

const { weights } = modelFiles.gemma;
const BOS = 2;
const TOKENS = 704; // the window is 512
const LAST = 128;

describeFull('Gemma 3 270M on real weights (704 tokens, the last 128 positions)', modelFiles.gemma, () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-gemma-'));
  let texts: number[][];
  let fp32: Float32Array[];
  const logitsAt = async (precision: Precision) => {
    const directory = path.join(folder, precision);
    const rows = await ourLogits({ weights, precision, directory, lastPositions: LAST }, texts);
    fs.rmSync(directory, { recursive: true }); // a gigabyte
    return rows;
  };

  beforeAll(async () => {
    const ids = tokenizerFromGguf(ggufMetadata(weights)).encode(PROSE.join('\n\n'));
    texts = [[BOS, ...ids].slice(0, TOKENS)];
    expect(texts[0]).toHaveLength(TOKENS);
    fp32 = await logitsAt('fp32');
  }, 600_000);
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  it('agrees in fp32 with llama.cpp past its window: argmax equal at 97 % or more, KL below 0.01', async () => {
    const theirs = await llamaCppLogits(
      { modelPath: weights, contextSize: 1024, lastPositions: LAST },
      texts,
    );
    const comparison = compareLogits(theirs, fp32);
    console.log('llama.cpp || fp32', comparison);
    expect(comparison.positions).toBe(LAST);
    expect(comparison.argmaxEqual).toBeGreaterThanOrEqual(0.97);
    expect(comparison.klMean).toBeLessThan(0.01);
  }, 1_200_000);

  it('keeps in q8 what fp32 says: KL below 0.01', async () => {
    const comparison = compareLogits(fp32, await logitsAt('q8'));
    console.log('fp32 || q8', comparison);
    expect(comparison.klMean).toBeLessThan(0.01);
    expect(comparison.argmaxEqual).toBeGreaterThan(0.9);
  }, 600_000);
});
