import fs from 'node:fs';
import path from 'node:path';
import { BYTE_TO_CHAR } from '../src/tokenizer/byte-alphabet.js';
import { floatTensor, writeGguf, type Value } from './gguf-writer.js';
import { noise } from './run-graph.js';
import { writeSafetensors } from './safetensors-writer.js';

/** A tiny random decoder of some family, to be written as GGUF and as a hub checkpoint with the same weights. */
export interface TinyDecoder {
  architecture: string;
  hidden: number;
  heads: number;
  kvHeads: number;
  headSize: number;
  ffn: number;
  layers: number;
  context: number;
  tied: boolean;
  /** Parts of a layer beside the usual, or instead of them; undefined leaves one out. */
  parts?: (tiny: TinyDecoder) => Record<string, number[] | undefined>;
  outside?: Record<string, Float32Array>; // further tensors of the GGUF file
  gguf?: Record<string, Value>; // further metadata, without the architecture's prefix
  hub: Record<string, unknown>; // further settings of config.json
  hubNames?: Record<string, string>;
  normOffset?: number;
  permuted?: boolean; // query and key rows are interleaved in GGUF
}

export const TINY_VOCABULARY = 260;
const SPECIAL = ['<|endoftext|>', '<|im_start|>', '<|im_end|>', '<unused>'];
const EPSILON = 1e-5;

interface Weight {
  name: string;
  shape: number[];
  values: Float32Array;
}

function usualParts({ hidden, heads, kvHeads, headSize, ffn }: TinyDecoder): Record<string, number[]> {
  return {
    'attn_norm.weight': [hidden],
    'attn_q.weight': [heads * headSize, hidden],
    'attn_k.weight': [kvHeads * headSize, hidden],
    'attn_v.weight': [kvHeads * headSize, hidden],
    'attn_output.weight': [hidden, heads * headSize],
    'ffn_norm.weight': [hidden],
    'ffn_gate.weight': [ffn, hidden],
    'ffn_up.weight': [ffn, hidden],
    'ffn_down.weight': [hidden, ffn],
  };
}

function weightsOf(tiny: TinyDecoder): Weight[] {
  const shapes: [string, number[]][] = [
    ['token_embd.weight', [TINY_VOCABULARY, tiny.hidden]],
    ['output_norm.weight', [tiny.hidden]],
  ];
  if (!tiny.tied) shapes.push(['output.weight', [TINY_VOCABULARY, tiny.hidden]]);
  const parts = { ...usualParts(tiny), ...tiny.parts?.(tiny) };
  for (let layer = 0; layer < tiny.layers; layer++)
    for (const [part, shape] of Object.entries(parts))
      if (shape) shapes.push([`blk.${layer}.${part}`, shape]);
  return shapes.map(([name, shape], i) => ({ name, shape, values: random(name, shape, 100 + i) }));
}

function random(name: string, shape: number[], seed: number): Float32Array {
  const values = noise(
    shape.reduce((a, b) => a * b, 1),
    seed,
  );
  return name.endsWith('norm.weight') ? values.map((v) => 1 + 0.3 * v) : values.map((v) => 0.35 * v);
}

export function writeTinyGguf(file: string, tiny: TinyDecoder): string {
  const tokens = [...BYTE_TO_CHAR, ...SPECIAL];
  const own: Record<string, Value> = {
    block_count: tiny.layers,
    context_length: tiny.context,
    embedding_length: tiny.hidden,
    feed_forward_length: tiny.ffn,
    'attention.head_count': tiny.heads,
    'attention.head_count_kv': tiny.kvHeads,
    'attention.key_length': tiny.headSize,
    'attention.value_length': tiny.headSize,
    'attention.layer_norm_rms_epsilon': { f32: EPSILON },
    'rope.freq_base': { f32: 10000 },
    ...tiny.gguf,
  };
  const metadata: Record<string, Value> = {
    'general.architecture': tiny.architecture,
    ...Object.fromEntries(Object.entries(own).map(([key, value]) => [`${tiny.architecture}.${key}`, value])),
    'tokenizer.ggml.model': 'gpt2',
    'tokenizer.ggml.pre': 'smollm',
    'tokenizer.ggml.tokens': tokens,
    'tokenizer.ggml.token_type': tokens.map((_, id) => (id < 256 ? 1 : 3)),
    'tokenizer.ggml.merges': ['Ā ā'], // none that text can reach
    'tokenizer.ggml.eos_token_id': 258,
  };
  const tensors = weightsOf(tiny).map(({ name, shape, values }) => floatTensor(name, shape, values));
  for (const [name, values] of Object.entries(tiny.outside ?? {}))
    tensors.push(floatTensor(name, [values.length], values));
  return writeGguf(file, metadata, tensors);
}

const HUB_NAMES: Record<string, string> = {
  token_embd: 'embed_tokens',
  output_norm: 'norm',
  attn_norm: 'input_layernorm',
  attn_q: 'self_attn.q_proj',
  attn_k: 'self_attn.k_proj',
  attn_v: 'self_attn.v_proj',
  attn_q_norm: 'self_attn.q_norm',
  attn_k_norm: 'self_attn.k_norm',
  attn_output: 'self_attn.o_proj',
  ffn_norm: 'post_attention_layernorm',
  ffn_gate: 'mlp.gate_proj',
  ffn_up: 'mlp.up_proj',
  ffn_down: 'mlp.down_proj',
};

/** The same weights as `model.safetensors` and `config.json` in a folder. */
export function writeTinyHub(folder: string, tiny: TinyDecoder): string {
  fs.mkdirSync(folder, { recursive: true });
  const config = {
    model_type: tiny.architecture,
    num_hidden_layers: tiny.layers,
    max_position_embeddings: tiny.context,
    hidden_size: tiny.hidden,
    intermediate_size: tiny.ffn,
    num_attention_heads: tiny.heads,
    num_key_value_heads: tiny.kvHeads,
    head_dim: tiny.headSize,
    rms_norm_eps: EPSILON,
    rope_theta: 10000,
    vocab_size: TINY_VOCABULARY,
    hidden_act: 'silu',
    tie_word_embeddings: tiny.tied,
    ...tiny.hub,
  };
  fs.writeFileSync(path.join(folder, 'config.json'), JSON.stringify(config));
  const tensors = weightsOf(tiny).map(({ name, shape, values }) => ({
    name: hubName(name, tiny),
    shape,
    values: toHub(name, values, tiny),
  }));
  return writeSafetensors(path.join(folder, 'model.safetensors'), tensors);
}

function hubName(name: string, { hubNames }: TinyDecoder): string {
  if (name === 'output.weight') return 'lm_head.weight';
  return `model.${name.replace(/^blk\.(\d+)\./, 'layers.$1.').replace(/(\w+)(?=\.(weight|bias)$)/, (part) => hubNames?.[part] ?? HUB_NAMES[part] ?? part)}`;
}

function toHub(name: string, values: Float32Array, tiny: TinyDecoder): Float32Array {
  const { normOffset, permuted, headSize } = tiny;
  if (normOffset && name.endsWith('norm.weight')) return values.map((v) => v - normOffset);
  if (!permuted || !/attn_[qk]\.weight$/.test(name)) return values;
  const width = tiny.hidden; // row (head, half, i) of the hub is row (head, i, half) of GGUF
  const out = new Float32Array(values.length);
  for (let row = 0; row < values.length / width; row++) {
    const [head, inHead] = [Math.floor(row / headSize), row % headSize];
    const [half, i] = [Math.floor(inHead / (headSize / 2)), inHead % (headSize / 2)];
    const from = (head * headSize + 2 * i + half) * width;
    out.set(values.subarray(from, from + width), row * width);
  }
  return out;
}
