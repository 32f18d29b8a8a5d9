import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ControlledEvaluateInputItem } from 'node-llama-cpp';
import { openLlamaCpp } from '../../test/llama-cpp.js';
import { ourLogits } from '../../test/logits.js';
import { describeWithFiles, modelFiles } from '../../test/model-folder.js';
import { PROSE } from '../../test/prose.js';
import { compareLogits } from '../evaluation/language-model.js';
import { ggufMetadata } from '../tensor/gguf-file.js';
import { bpeFromGguf } from '../tokenizer/byte-level-bpe.js';
import type { Precision } from './precision.js';

const { weights } = modelFiles.generator;
const TOKENS = 512;
const LAST = 64;

/** Raw logits of llama.cpp at the last positions of each text. */
async function llamaCppLogits(texts: readonly number[][]): Promise<Float32Array[]> {
  const llama = await openLlamaCpp();
  const model = await llama.loadModel({ modelPath: weights });
  const context = await model.createContext({
    sequences: 1,
    contextSize: 1024,
    batchSize: TOKENS,
    threads: { ideal: 2, min: 2 },
    flashAttention: false,
    experimentalKvCacheKeyType: 'F32', // as our own cache; llama.cpp still rounds activations to 8 bits
    experimentalKvCacheValueType: 'F32',
  });
  const sequence = context.getSequence();
  const rows: Float32Array[] = [];
  for (const ids of texts) {
    await sequence.clearHistory();
    const from = ids.length - LAST;
    const input = ids.map((id, i) =>
      i < from ? id : [id, { generateNext: { logits: true } }],
    ) as ControlledEvaluateInputItem[];
    const output = await sequence.controlledEvaluate(input);
    for (const item of output.slice(from)) rows.push(dense(item!.next!.logits!));
  }
  await llama.dispose();
  return rows;
}

function dense(logits: ReadonlyMap<number, number>): Float32Array {
  const row = new Float32Array(logits.size);
  for (const [id, logit] of logits) row[id] = logit;
  return row;
}

describeWithFiles(
  'Llama graph on real weights (2 texts of 512 tokens, the last 64 positions of each)',
  modelFiles.generator,
  () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-logits-'));
    const tokenizer = bpeFromGguf(ggufMetadata(weights));
    const texts = PROSE.map((text) => tokenizer.encode(text).slice(0, TOKENS));
    const logitsAt = (precision: Precision) =>
      ourLogits({ weights, precision, directory: path.join(folder, precision), lastPositions: LAST }, texts);
    let fp32: Float32Array[];

    beforeAll(async () => {
      expect(texts.map((ids) => ids.length)).toEqual([TOKENS, TOKENS]);
      fp32 = await logitsAt('fp32');
    }, 180_000);

    afterAll(() => fs.rmSync(folder, { recursive: true }));

    it('agrees in fp32 with llama.cpp: argmax equal at 97 % or more, KL below 0.01', async () => {
      const reference = await llamaCppLogits(texts);
      for (const text of [0, 1]) {
        const rows = (all: Float32Array[]) => all.slice(text * LAST, (text + 1) * LAST);
        const comparison = compareLogits(rows(reference), rows(fp32));
        if (process.env['DESKMATE_FULL']) console.log('llama.cpp || fp32', comparison);
        expect(comparison.positions).toBe(LAST);
        expect(comparison.argmaxEqual).toBeGreaterThanOrEqual(0.97);
        expect(comparison.klMean).toBeLessThan(0.01);
      }
    }, 180_000);

    it.each<Precision>(['q4x', 'q8'])(
      'keeps in %s what fp32 says: KL below 0.01',
      async (precision) => {
        const comparison = compareLogits(fp32, await logitsAt(precision));
        if (process.env['DESKMATE_FULL']) console.log(`fp32 || ${precision}`, comparison);
        expect(comparison.klMean).toBeLessThan(0.01);
        expect(comparison.argmaxEqual).toBeGreaterThan(0.9);
      },
      120_000,
    );
  },
);
