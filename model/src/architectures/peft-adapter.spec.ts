import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { TINY_ATTENTION, TINY_LINEARS, writeAdapter, type AdapterOptions } from '../../test/tiny-adapter.js';
import { TINY, writeTinyLlama } from '../../test/tiny-llama.js';
import { adapterSites } from './adapter-sites.js';
import { decoderConfig } from './decoder-config.js';
import { llama } from './llama.js';
import { phi3 } from './phi3.js';
import { GgufFile } from '../tensor/gguf-file.js';
import { SafetensorsFile } from '../tensor/safetensors-file.js';
import { readPeftAdapter, type AdaptableBase } from './peft-adapter.js';

describe('reading an adapter as PEFT saves it', () => {
  let folder: string;
  let base: AdaptableBase;

  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-peft-'));
    const file = new GgufFile(writeTinyLlama(path.join(folder, 'tiny.gguf')));
    const config = decoderConfig(llama, file.metadata, file);
    base = { sites: adapterSites(config, llama.block), layers: TINY.layers, digest: 'aa' };
    file.close();
  });
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  let count = 0;
  const write = (options?: AdapterOptions) => writeAdapter(path.join(folder, `adapter-${count++}`), options);

  it('stacks the modules of a linear, each in its own block, and scales B by alpha / r', () => {
    const at = write({ rank: 4, config: { lora_alpha: 12 } });
    const { rank, factors } = readPeftAdapter(at, base);
    expect(rank).toBe(4);
    expect([...factors.keys()]).toEqual(
      [0, 1].flatMap((layer) => ['qkv', 'out', 'gate_up', 'down'].map((site) => `${layer}.${site}`)),
    );
    const { rank: width, a, b } = factors.get('1.qkv')!;
    expect(width).toBe(12);
    const file = new SafetensorsFile(path.join(at, 'adapter_model.safetensors'));
    const factor = (module: string, which: 'A' | 'B') =>
      file.floats(`base_model.model.model.layers.1.self_attn.${module}.lora_${which}.weight`);
    const [vA, vB, kB] = [factor('v_proj', 'A'), factor('v_proj', 'B'), factor('k_proj', 'B')];
    const [hidden, queries, keys] = [TINY.hidden, TINY.heads * TINY.headSize, TINY.kvHeads * TINY.headSize];
    const rows = queries + 2 * keys;
    expect(a[7 * width + 8 + 3]).toBe(vA[3 * hidden + 7]); // column 7, rank 3 of the third block
    expect(b[(8 + 2) * rows + queries + keys + 5]).toBeCloseTo(3 * vB[5 * 4 + 2]!, 6);
    expect(b[(8 + 2) * rows + 5]).toBe(0); // v's block reaches no query
    // row 3 of a key head is (pair 1, half 1) here, and half * 8 + 1 on the hub
    expect(b[4 * rows + queries + TINY.headSize + 3]).toBeCloseTo(3 * kB[(TINY.headSize + 8 + 1) * 4]!, 6);
    file.close();
  });

  it('leaves out what it does not adapt, and scales by the root of r where PEFT does (rslora)', () => {
    const { 'self_attn.v_proj': value } = TINY_ATTENTION;
    const at = write({ shapes: { 'self_attn.v_proj': value! }, config: { use_rslora: true, lora_alpha: 6 } });
    const plain = write({
      shapes: { 'self_attn.v_proj': value! },
      seed: 1,
      config: { lora_alpha: 12 },
    });
    const [rooted, usual] = [at, plain].map((one) => readPeftAdapter(one, base).factors);
    expect([...rooted!.keys()]).toEqual(['0.qkv', '1.qkv']);
    expect(rooted!.get('0.qkv')!.rank).toBe(4);
    expect(rooted!.get('0.qkv')!.b).toEqual(usual!.get('0.qkv')!.b); // 6 / sqrt(4) = 12 / 4
  });

  it('knows families whose checkpoints fuse their linears', () => {
    const { block } = phi3;
    const file = new GgufFile(path.join(folder, 'tiny.gguf'));
    const config = { ...decoderConfig(llama, file.metadata, file), ropeInterleaved: false };
    file.close();
    const fused = { ...base, sites: adapterSites(config, block) };
    const rows = (TINY.heads + 2 * TINY.kvHeads) * TINY.headSize;
    const at = write({ shapes: { 'self_attn.qkv_proj': [rows, TINY.hidden] } });
    expect(readPeftAdapter(at, fused).factors.get('0.qkv')).toMatchObject({ rank: 4 });
  });

  const wider = { ...TINY_LINEARS, 'self_attn.q_proj': [128, 64] as const };
  const withoutLast = (tensors: unknown[]) => tensors.slice(0, -1);
  it.each<[string, AdapterOptions, RegExp]>([
    ['another method', { config: { peft_type: 'IA3' } }, /peft_type is "IA3"/],
    ['DoRA', { config: { use_dora: true } }, /DoRA/],
    ['trained biases', { config: { bias: 'all' } }, /biases/],
    ['replaced modules', { config: { modules_to_save: ['lm_head'] } }, /modules_to_save/],
    ['varying ranks', { config: { rank_pattern: { q_proj: 2 } } }, /rank_pattern/],
    ['no rank', { config: { r: 0 } }, /rank r is 0/],
    ['an unbelievable rank', { config: { r: 4096 } }, /rank r is 4096/],
    ['another rank than its factors', { config: { r: 8 } }, /is \[4, 64\], .* rank 8 needs \[8, 64\]/],
    ['no alpha', { config: { lora_alpha: 'much' } }, /lora_alpha/],
    [
      'a wider base',
      { shapes: wider },
      /is \[128, 4\], .* needs \[64, 4\]; it was trained over another base/,
    ],
    ['a deeper base', { layers: 3 }, /layer 2, and this model has 2 layers/],
    ['another family', { shapes: { 'self_attn.qkv_proj': [128, 64] } }, /adapts self_attn.qkv_proj/],
    ['an adapted head', { shapes: { lm_head: [260, 64] } }, /adapts lm_head/],
    ['other weights', { config: { deskmate: { baseDigest: 'bb' } } }, /other weights than those/],
    ['half of a pair', { change: (all) => withoutLast(all) as typeof all }, /only one factor of two/],
    ['no factors', { change: () => [] }, /no factors/],
    [
      'strange tensors',
      { change: (all) => [...all, { name: 'x', shape: [1], values: Float32Array.of(1) }] },
      /x is not a factor/,
    ],
    [
      'values that are not numbers',
      { change: (all) => all.map((one) => ({ ...one, values: one.values.with(3, NaN) })) },
      /not numbers/,
    ],
  ])('refuses %s, and says why', (_, options, reason) => {
    expect(() => readPeftAdapter(write(options), base)).toThrow(
      expect.objectContaining({ name: 'AdapterRefused', message: expect.stringMatching(reason) as string }),
    );
  });

  it('refuses folders without the two files, and damaged ones', () => {
    const empty = path.join(folder, 'empty');
    fs.mkdirSync(empty);
    expect(() => readPeftAdapter(empty, base)).toThrow(/adapter_config.json cannot be read/);
    const at = write();
    const weights = path.join(at, 'adapter_model.safetensors');
    fs.truncateSync(weights, fs.statSync(weights).size - 100);
    expect(() => readPeftAdapter(at, base)).toThrow(/cannot be used: .*ends inside tensor/);
    fs.rmSync(weights);
    expect(() => readPeftAdapter(at, base)).toThrow(/has no adapter_model.safetensors/);
    const tokens = write({ config: { deskmate: { baseDigest: 'aa' } } });
    expect(readPeftAdapter(tokens, base).rank).toBe(4);
  });
});
