import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { llamaCppLogits } from '../../test/llama-cpp.js';
import { ourLogits } from '../../test/logits.js';
import { describeWithFiles, modelFiles } from '../../test/model-folder.js';
import { PROSE } from '../../test/prose.js';
import { compareLogits } from '../evaluation/language-model.js';
import { ggufMetadata } from '../tensor/gguf-file.js';
import { requantise } from '../tensor/requantise.js';
import { bpeFromGguf } from '../tokenizer/byte-level-bpe.js';
import type { Precision } from './precision.js';

const { weights } = modelFiles.generator;
const TOKENS = 512;
const LAST = 64;
const reference = (modelPath: string, texts: number[][]) =>
  llamaCppLogits({ modelPath, contextSize: 1024, lastPositions: LAST }, texts);

describeWithFiles(
  'Llama graph on real weights (2 texts of 512 tokens, the last 64 positions of each)',
  modelFiles.generator,
  () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-logits-'));
    let texts: number[][];
    const logitsAt = (precision: Precision) =>
      ourLogits({ weights, precision, directory: path.join(folder, precision), lastPositions: LAST }, texts);
    let fp32: Float32Array[];

    beforeAll(async () => {
      const tokenizer = bpeFromGguf(ggufMetadata(weights));
      texts = PROSE.map((text) => tokenizer.encode(text).slice(0, TOKENS));
      expect(texts.map((ids) => ids.length)).toEqual([TOKENS, TOKENS]);
      fp32 = await logitsAt('fp32');
    }, 300_000);

    afterAll(() => fs.rmSync(folder, { recursive: true }));

    it('agrees in fp32 with llama.cpp: argmax equal at 97 % or more, KL below 0.01', async () => {
      const expected = await reference(weights, texts);
      for (const text of [0, 1]) {
        const rows = (all: Float32Array[]) => all.slice(text * LAST, (text + 1) * LAST);
        const comparison = compareLogits(rows(expected), rows(fp32));
        if (process.env['DESKMATE_FULL']) console.log('llama.cpp || fp32', comparison);
        expect(comparison.positions).toBe(LAST);
        expect(comparison.argmaxEqual).toBeGreaterThanOrEqual(0.97);
        expect(comparison.klMean).toBeLessThan(0.01);
      }
    }, 300_000);

    it.each<Precision>(['q4x', 'q8'])(
      'keeps in %s what fp32 says: KL below 0.01',
      async (precision) => {
        const comparison = compareLogits(fp32, await logitsAt(precision));
        if (process.env['DESKMATE_FULL']) console.log(`fp32 || ${precision}`, comparison);
        expect(comparison.klMean).toBeLessThan(0.01);
        expect(comparison.argmaxEqual).toBeGreaterThan(0.9);
      },
      300_000,
    );

    const full = process.env['DESKMATE_FULL'] ? it : it.skip;
    full(
      'agrees with llama.cpp exactly where that too computes in 32 bits [only with DESKMATE_FULL=1: 500 MB on disk]',
      async () => {
        const copy = path.join(folder, 'f32.gguf');
        requantise(weights, copy, 'f32');
        const comparison = compareLogits(await reference(copy, texts), fp32);
        console.log('llama.cpp f32 || fp32', comparison);
        expect(comparison.argmaxEqual).toBeGreaterThan(0.99);
        expect(comparison.klMax).toBeLessThan(1e-4);
      },
      300_000,
    );
  },
);
