import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { llamaCppLogits } from '../../test/llama-cpp.js';
import { ourLogits } from '../../test/logits.js';
import { expectClose, noise } from '../../test/run-graph.js';
import { TINY_VOCABULARY, writeTinyGguf, writeTinyHub, type TinyDecoder } from '../../test/tiny-decoder.js';
import { compareLogits } from '../evaluation/language-model.js';
import type { DecoderConfig } from './decoder-config.js';
import { llama3Factors } from './rope.js';

const BASE = {
  hidden: 64,
  heads: 4,
  kvHeads: 2,
  headSize: 16,
  ffn: 96,
  layers: 2,
  context: 512,
  tied: true,
};
const LLAMA3 = { factor: 8, low_freq_factor: 1, high_freq_factor: 4, original_max_position_embeddings: 64 };
const factors = llama3Factors(
  { theta: 10000, rotated: 16 },
  { factor: 8, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalContext: 64 },
);
const scaling = (type: string) => ({
  'rope.scaling.type': type,
  'rope.scaling.factor': { f32: 4 },
  'rope.scaling.original_context_length': 64,
});
const headNorms = ({ headSize }: TinyDecoder) => ({
  'attn_q_norm.weight': [headSize],
  'attn_k_norm.weight': [headSize],
});
const SHORT = [1, 1.1, 1.3, 1.5, 1.8, 2, 2.2, 2.5];
const LONG = SHORT.map((factor) => 2 * factor);
const llama = { ...BASE, architecture: 'llama', permuted: true };

const gemma3: TinyDecoder = {
  ...BASE,
  architecture: 'gemma3',
  layers: 7, // the sixth sees all
  parts: (tiny) => ({
    ...headNorms(tiny),
    'post_attention_norm.weight': [tiny.hidden],
    'post_ffw_norm.weight': [tiny.hidden],
  }),
  gguf: { 'attention.sliding_window': 8, 'rope.freq_base': { f32: 1_000_000 } },
  hub: {
    model_type: 'gemma3_text',
    sliding_window: 8,
    rope_theta: 1_000_000,
    rope_local_base_freq: 10_000,
    query_pre_attn_scalar: 16,
    sliding_window_pattern: 6,
    hidden_activation: 'gelu_pytorch_tanh',
  },
  hubNames: {
    post_attention_norm: 'post_attention_layernorm',
    ffn_norm: 'pre_feedforward_layernorm',
    post_ffw_norm: 'post_feedforward_layernorm',
  },
  normOffset: 1,
};

const phi3: TinyDecoder = {
  ...BASE,
  architecture: 'phi3',
  parts: ({ hidden, heads, kvHeads, headSize, ffn }) => ({
    'attn_qkv.weight': [(heads + 2 * kvHeads) * headSize, hidden],
    'ffn_up.weight': [2 * ffn, hidden],
    'attn_q.weight': undefined,
    'attn_k.weight': undefined,
    'attn_v.weight': undefined,
    'ffn_gate.weight': undefined,
  }),
  hub: {},
  hubNames: { attn_qkv: 'self_attn.qkv_proj', ffn_up: 'mlp.gate_up_proj' },
};

const FAMILIES: Record<string, TinyDecoder> = {
  'llama (SmolLM2)': { ...llama, hub: {} },
  'llama with a head of its own': { ...llama, tied: false, hub: {} },
  'llama 3 with its rope scaling': {
    ...llama,
    outside: { 'rope_freqs.weight': Float32Array.from(factors) },
    hub: { rope_scaling: { rope_type: 'llama3', ...LLAMA3 } },
  },
  'llama, linear': {
    ...llama,
    gguf: scaling('linear'),
    hub: { rope_scaling: { type: 'linear', factor: 4 } },
  },
  qwen2: {
    ...BASE,
    architecture: 'qwen2',
    parts: ({ heads, kvHeads, headSize }) => ({
      'attn_q.bias': [heads * headSize],
      'attn_k.bias': [kvHeads * headSize],
      'attn_v.bias': [kvHeads * headSize],
    }),
    hub: {},
  },
  'qwen3 with heads wider than the model': {
    ...BASE,
    architecture: 'qwen3',
    headSize: 32,
    parts: headNorms,
    hub: {},
  },
  'qwen3, YaRN': {
    ...BASE,
    architecture: 'qwen3',
    parts: headNorms,
    gguf: scaling('yarn'),
    hub: { rope_scaling: { rope_type: 'yarn', factor: 4, original_max_position_embeddings: 64 } },
  },
  gemma3,
  phi3,
  'phi3 (Phi-4-mini), partly rotated, LongRoPE': {
    ...phi3,
    hidden: 128,
    headSize: 32,
    gguf: {
      'rope.dimension_count': 16,
      'rope.scaling.original_context_length': 256,
      'rope.scaling.attn_factor': { f32: 1.0606602 },
    },
    outside: {
      'rope_factors_short.weight': Float32Array.from(SHORT),
      'rope_factors_long.weight': Float32Array.from(LONG),
    },
    hub: {
      partial_rotary_factor: 0.5,
      original_max_position_embeddings: 256,
      rope_scaling: {
        type: 'longrope',
        short_factor: SHORT,
        long_factor: LONG,
      },
    },
  },
};

const IDS = Array.from(noise(96, 7), (v) => Math.floor(((v + 1) / 2) * (TINY_VOCABULARY - 4)));
const LAST = 32;

describe('Decoder families on tiny random checkpoints', () => {
  let folder: string;
  beforeAll(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-families-'))));
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  const run = (weights: string, name: string) =>
    ourLogits({ weights, precision: 'fp32', directory: path.join(folder, name), lastPositions: LAST }, [IDS]);

  it.each(Object.entries(FAMILIES))(
    '%s: as llama.cpp computes it, from GGUF and from the hub',
    async (_, tiny) => {
      const gguf = writeTinyGguf(path.join(folder, 'tiny.gguf'), tiny);
      const ours = await run(gguf, 'gguf');
      const theirs = await llamaCppLogits({ modelPath: gguf, contextSize: 256, lastPositions: LAST }, [IDS]);
      const comparison = compareLogits(theirs, ours);
      expect(comparison.klMax).toBeLessThan(1e-6);
      expect(comparison.argmaxEqual).toBe(1);
      const fromHub = await run(writeTinyHub(path.join(folder, 'hub'), tiny), 'hub-graph');
      ours.forEach((row, i) => expectClose(fromHub[i]!, row, 1e-3));
      expect(compareLogits(ours, fromHub).klMax).toBeLessThan(1e-8);
    },
  );

  it('Gemma 3 sees 512 tokens back, not 511 or 513', async () => {
    const wide: TinyDecoder = {
      ...gemma3,
      context: 1024,
      gguf: { ...gemma3.gguf, 'attention.sliding_window': 512 },
    };
    const weights = writeTinyGguf(path.join(folder, 'wide.gguf'), wide);
    const ids = Array.from(noise(516, 9), (v) => Math.floor(((v + 1) / 2) * (TINY_VOCABULARY - 4)));
    const theirs = await llamaCppLogits({ modelPath: weights, contextSize: 1024, lastPositions: 6 }, [ids]);
    const klWith = async (tokens: number) => {
      const change = (config: DecoderConfig) => ({ ...config, windows: { ...config.windows!, tokens } });
      const spec = {
        weights,
        precision: 'fp32' as const,
        directory: path.join(folder, `window-${tokens}`),
        change,
      };
      const rows = await ourLogits({ ...spec, lastPositions: 6 }, [ids]);
      return rows.map((row, i) => compareLogits([theirs[i]!], [row]).klMean); // of positions 510 to 515
    };
    const [right, short, long] = [await klWith(512), await klWith(511), await klWith(513)];
    const exact = Math.max(...right);
    expect(exact).toBeLessThan(1e-6);
    expect(short[0]).toBeLessThan(1e-6); // position 510 has 511 tokens
    expect(Math.min(...short.slice(1))).toBeGreaterThan(1e-5);
    expect(Math.max(long[0]!, long[1]!)).toBeLessThan(1e-6); // position 511 has 512
    expect(Math.min(...long.slice(2))).toBeGreaterThan(1e-5);
  });
});
