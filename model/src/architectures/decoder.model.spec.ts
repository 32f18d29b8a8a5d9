import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ControlledEvaluateInputItem } from 'node-llama-cpp';
import { floatTensor, writeGguf, type Value } from '../../test/gguf-writer.js';
import { openLlamaCpp } from '../../test/llama-cpp.js';
import { ourLogits } from '../../test/logits.js';
import { describeWithFiles, modelFiles } from '../../test/model-folder.js';
import { PROSE } from '../../test/prose.js';
import { compareLogits } from '../evaluation/language-model.js';
import { GgufFile, ggufMetadata } from '../tensor/gguf-file.js';
import { bpeFromGguf } from '../tokenizer/byte-level-bpe.js';
import type { Precision } from './precision.js';

const { weights } = modelFiles.generator;
const F32_KEYS = ['llama.rope.freq_base', 'llama.attention.layer_norm_rms_epsilon'];
const TOKENS = 512;
const LAST = 64;

/** Raw logits of llama.cpp at the last positions of each text. */
async function llamaCppLogits(modelPath: string, texts: readonly number[][]): Promise<Float32Array[]> {
  const llama = await openLlamaCpp();
  const model = await llama.loadModel({ modelPath });
  const context = await model.createContext({
    sequences: 1,
    contextSize: 1024,
    batchSize: TOKENS,
    threads: { ideal: 1, min: 1 },
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

/** The same model with every weight dequantised by our reader, as a GGUF file of 32-bit floats. */
function writeFloatCopy(file: string): string {
  const source = new GgufFile(weights);
  const metadata = Object.fromEntries(
    [...source.metadata].map(([key, value]) => [
      key,
      F32_KEYS.includes(key) ? { f32: Number(value) } : (value as Value),
    ]),
  );
  const tensors = [...source.tensors.values()].map(({ name, shape }) =>
    floatTensor(name, shape, source.floats(name)),
  );
  source.close();
  return writeGguf(file, metadata, tensors);
}

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
      const reference = await llamaCppLogits(weights, texts);
      for (const text of [0, 1]) {
        const rows = (all: Float32Array[]) => all.slice(text * LAST, (text + 1) * LAST);
        const comparison = compareLogits(rows(reference), rows(fp32));
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
        const copy = writeFloatCopy(path.join(folder, 'f32.gguf'));
        const comparison = compareLogits(await llamaCppLogits(copy, texts), fp32);
        console.log('llama.cpp f32 || fp32', comparison);
        expect(comparison.argmaxEqual).toBeGreaterThan(0.99);
        expect(comparison.klMax).toBeLessThan(1e-4);
      },
      300_000,
    );
  },
);
