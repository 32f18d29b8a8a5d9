import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { llamaCppLogits } from '../../test/llama-cpp.js';
import { choiceGaps, ourLogits } from '../../test/logits.js';
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

    const each = (all: Float32Array[]) => [0, 1].map((text) => all.slice(text * LAST, (text + 1) * LAST));

    it('agrees in fp32 with llama.cpp where that too computes in 32 bits: argmax equal at 97 % or more, KL below 0.001', async () => {
      const copy = path.join(folder, 'f32.gguf');
      requantise(weights, copy, 'f32');
      const expected = each(await reference(copy, texts));
      fs.rmSync(copy); // half a gigabyte
      each(fp32).forEach((rows, text) => {
        const comparison = compareLogits(expected[text]!, rows);
        if (process.env['DESKMATE_FULL']) console.log('llama.cpp f32 || fp32', comparison);
        expect(comparison.positions).toBe(LAST);
        expect(comparison.argmaxEqual).toBeGreaterThanOrEqual(0.97);
        expect(comparison.klMean).toBeLessThan(0.001);
      });
    }, 300_000);

    it('is as near to llama.cpp on the file itself as its 8-bit activations are: KL below 0.01, other choices near ties', async () => {
      const expected = each(await reference(weights, texts));
      each(fp32).forEach((rows, text) => {
        const comparison = compareLogits(expected[text]!, rows);
        if (process.env['DESKMATE_FULL']) console.log('llama.cpp || fp32', comparison);
        expect(comparison.klMean).toBeLessThan(0.01);
        expect(comparison.argmaxEqual).toBeGreaterThan(0.9); // which near ties turn depends on the processor
        expect(Math.max(...choiceGaps(expected[text]!, rows))).toBeLessThan(0.5);
      });
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
  },
);
