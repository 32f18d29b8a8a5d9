import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ourLogits } from '../../test/logits.js';
import { describeWithFiles, modelFiles } from '../../test/model-folder.js';
import { PROSE } from '../../test/prose.js';
import { writeAdapter } from '../../test/tiny-adapter.js';
import { compareLogits } from '../evaluation/language-model.js';
import { ggufMetadata } from '../tensor/gguf-file.js';
import { bpeFromGguf } from '../tokenizer/byte-level-bpe.js';

const { weights } = modelFiles.generator;
const TOKENS = 256;
const LAST = 64;
const LAYERS = 30;
const [HIDDEN, KEYS, WIDE] = [576, 192, 1536];

describeWithFiles('A LoRA adapter over real weights', modelFiles.generator, () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-lora-'));
  const linears = {
    'self_attn.q_proj': [HIDDEN, HIDDEN],
    'self_attn.k_proj': [KEYS, HIDDEN],
    'self_attn.v_proj': [KEYS, HIDDEN],
    'self_attn.o_proj': [HIDDEN, HIDDEN],
    'mlp.gate_proj': [WIDE, HIDDEN],
    'mlp.up_proj': [WIDE, HIDDEN],
    'mlp.down_proj': [HIDDEN, WIDE],
  } as const;
  const adapter = writeAdapter(path.join(folder, 'adapter'), {
    shapes: linears,
    layers: LAYERS,
    rank: 8,
    size: 0.1,
  });
  const text = bpeFromGguf(ggufMetadata(weights)).encode(PROSE[0]!).slice(0, TOKENS);
  let adapted: Float32Array[];

  async function logits(precision: 'fp32' | 'q4x', how: { adapter?: string; merge?: string }) {
    const directory = path.join(folder, 'graph');
    const rows = await ourLogits({ weights, precision, directory, lastPositions: LAST, ...how }, [text]);
    fs.rmSync(directory, { recursive: true });
    return rows;
  }

  beforeAll(async () => void (adapted = await logits('fp32', { adapter })), 120_000);
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  it('gives in fp32 what merged weights give, within 1e-3 of their size', async () => {
    const merged = await logits('fp32', { merge: adapter });
    const size = Math.max(...merged.map((row) => row.reduce((most, v) => Math.max(most, Math.abs(v)), 0)));
    const apart = merged.map((row, i) =>
      row.reduce((most, value, j) => Math.max(most, Math.abs(value - adapted[i]![j]!)), 0),
    );
    expect(Math.max(...apart) / size).toBeLessThan(1e-3);
    const changed = compareLogits(await logits('fp32', {}), adapted);
    expect(changed.klMean).toBeGreaterThan(0.05); // the adapter does something
  }, 120_000);

  it('gives in q4x what it gives in fp32: KL below 0.01', async () => {
    const comparison = compareLogits(adapted, await logits('q4x', { adapter }));
    if (process.env['DESKMATE_FULL']) console.log('fp32 || q4x, both with an adapter', comparison);
    expect(comparison.klMean).toBeLessThan(0.01);
  }, 120_000);
});
