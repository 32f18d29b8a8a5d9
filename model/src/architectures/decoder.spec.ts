import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ourLogits } from '../../test/logits.js';
import { expectClose } from '../../test/run-graph.js';
import { TINY, tinyLlama, writeTinyLlama, type TinyWeights } from '../../test/tiny-llama.js';
import { GgufFile } from '../tensor/gguf-file.js';
import { decoderConfig } from './decoder-config.js';
import { getDecoderFamily } from './families.js';
import { llama } from './llama.js';
import { choosePrecision } from './precision.js';

const IDS = [72, 101, 108, 108, 111, 32, 119];

const range = (count: number) => Array.from({ length: count }, (_, i) => i);
const product = (w: Float32Array, x: number[]): number[] =>
  range(w.length / x.length).map((r) => x.reduce((sum, v, c) => sum + v * w[r * x.length + c]!, 0));

function rms(x: number[], weight: Float32Array): number[] {
  const scale = 1 / Math.sqrt(x.reduce((sum, v) => sum + v * v, 0) / x.length + TINY.epsilon);
  return x.map((v, i) => v * scale * weight[i]!);
}

/** Rotates pairs of neighbours (2i, 2i + 1), the layout that GGUF keeps for Llama. */
function rotate(x: number[], position: number): number[] {
  const { headSize, theta } = TINY;
  return x.map((v, i) => {
    const pair = Math.floor((i % headSize) / 2);
    const angle = position / theta ** ((2 * pair) / headSize);
    return i % 2 === 0
      ? v * Math.cos(angle) - x[i + 1]! * Math.sin(angle)
      : x[i - 1]! * Math.sin(angle) + v * Math.cos(angle);
  });
}

function attend(q: number[], keys: number[][], values: number[][]): number[] {
  const { heads, kvHeads, headSize } = TINY;
  return range(heads).flatMap((head) => {
    const group = Math.floor(head / (heads / kvHeads)) * headSize;
    const scores = keys.map(
      (k) =>
        range(headSize).reduce((s, d) => s + q[head * headSize + d]! * k[group + d]!, 0) /
        Math.sqrt(headSize),
    );
    const largest = Math.max(...scores);
    const weights = scores.map((s) => Math.exp(s - largest));
    const total = weights.reduce((a, b) => a + b, 0);
    return range(headSize).map((d) =>
      values.reduce((s, v, t) => s + (weights[t]! / total) * v[group + d]!, 0),
    );
  });
}

/** The decoder written out, position by position: logits after the last token. */
function referenceLogits(w: TinyWeights, ids: number[]): number[] {
  const get = (name: string) => w.get(`${name}.weight`)!;
  const embedding = get('token_embd');
  const keys = range(TINY.layers).map((): number[][] => []);
  const values = range(TINY.layers).map((): number[][] => []);
  let x: number[] = [];
  ids.forEach((id, position) => {
    x = [...embedding.subarray(id * TINY.hidden, (id + 1) * TINY.hidden)];
    for (const layer of range(TINY.layers)) {
      const at = `blk.${layer}.`;
      const h = rms(x, get(`${at}attn_norm`));
      keys[layer]!.push(rotate(product(get(`${at}attn_k`), h), position));
      values[layer]!.push(product(get(`${at}attn_v`), h));
      const attended = attend(rotate(product(get(`${at}attn_q`), h), position), keys[layer]!, values[layer]!);
      const out = product(get(`${at}attn_output`), attended);
      x = x.map((v, i) => v + out[i]!);
      const f = rms(x, get(`${at}ffn_norm`));
      const up = product(get(`${at}ffn_up`), f);
      const gated = product(get(`${at}ffn_gate`), f).map((g, i) => (g / (1 + Math.exp(-g))) * up[i]!);
      const down = product(get(`${at}ffn_down`), gated);
      x = x.map((v, i) => v + down[i]!);
    }
  });
  return product(embedding, rms(x, get('output_norm')));
}

describe('Llama graph on random weights', () => {
  let folder: string;
  let weights: string;
  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-decoder-'));
    weights = writeTinyLlama(path.join(folder, 'tiny.gguf'));
  });
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  const run = async (precision: 'fp32' | 'q8') =>
    (
      await ourLogits({ weights, precision, directory: path.join(folder, precision), lastPositions: 1 }, [
        IDS,
      ])
    )[0]!;

  it('computes in fp32 what the decoder written out computes', async () => {
    expectClose(await run('fp32'), referenceLogits(tinyLlama().weights, IDS), 2e-3);
  });

  it('stays near it in q8', async () => {
    const exact = referenceLogits(tinyLlama().weights, IDS);
    const size = Math.sqrt(exact.reduce((s, v) => s + v * v, 0) / exact.length);
    const rounded = await run('q8');
    const error = Math.sqrt(exact.reduce((s, v, i) => s + (v - rounded[i]!) ** 2, 0) / exact.length);
    expect(error / size).toBeLessThan(0.05);
  });

  it('takes q8 for a file that is not 4-bit', () => {
    const file = new GgufFile(weights);
    expect(choosePrecision(file)).toBe('q8');
    file.close();
  });

  it('says what it cannot run', () => {
    const file = new GgufFile(weights);
    const config = (changes: Record<string, unknown>) =>
      decoderConfig(
        llama,
        new Map([...file.metadata, ...Object.entries(changes)]) as GgufFile['metadata'],
        file,
      );
    expect(() => getDecoderFamily('mamba')).toThrow(
      '"mamba" is not supported for generation (supported: llama, qwen2, qwen3, gemma3, phi3)',
    );
    expect(() => config({ 'llama.rope.scaling.type': 'dynamic' })).toThrow(
      '"dynamic", which is not supported',
    );
    expect(() => config({ 'llama.rope.scaling.type': 'yarn' })).toThrow(
      'lacks the number llama.rope.scaling.factor',
    );
    expect(() => config({ 'llama.expert_count': 8 })).toThrow('Mixture-of-experts');
    expect(() => config({ 'llama.rope.dimension_count': 8 })).toThrow('rotates 8 of 16');
    expect(() => config({ 'llama.final_logit_softcapping': 30 })).toThrow('Capped scores');
    expect(() => config({ 'llama.block_count': 'two' })).toThrow('lacks the number llama.block_count');
    expect(config({}).kvHeads).toBe(TINY.kvHeads);
    file.close();
  });
});
