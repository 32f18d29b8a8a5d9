import { BYTE_TO_CHAR } from '../src/tokenizer/byte-alphabet.js';
import { floatTensor, writeGguf, type WrittenTensor } from './gguf-writer.js';
import { noise } from './run-graph.js';

export const TINY = {
  layers: 2,
  hidden: 64,
  heads: 4,
  kvHeads: 2,
  headSize: 16,
  ffn: 96,
  vocabulary: 260,
  theta: 10000,
  epsilon: 1e-5,
};
export const TINY_CONTEXT = 128;
const SPECIAL = ['<|endoftext|>', '<|im_start|>', '<|im_end|>', '<unused>'];
const TEMPLATE =
  "{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\n' + m['content'] + '<|im_end|>\n' }}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

export type TinyWeights = Map<string, Float32Array>;

/** A random decoder whose tokens are bytes: small enough to check by hand, deterministic. */
export function tinyLlama(): { weights: TinyWeights; tensors: WrittenTensor[] } {
  const { layers, hidden, heads, kvHeads, headSize, ffn, vocabulary } = TINY;
  const shapes: [string, number[]][] = [
    ['token_embd.weight', [vocabulary, hidden]],
    ['output_norm.weight', [hidden]],
  ];
  for (let layer = 0; layer < layers; layer++) {
    const at = `blk.${layer}.`;
    shapes.push([`${at}attn_norm.weight`, [hidden]], [`${at}ffn_norm.weight`, [hidden]]);
    shapes.push(
      [`${at}attn_q.weight`, [heads * headSize, hidden]],
      [`${at}attn_k.weight`, [kvHeads * headSize, hidden]],
    );
    shapes.push(
      [`${at}attn_v.weight`, [kvHeads * headSize, hidden]],
      [`${at}attn_output.weight`, [hidden, heads * headSize]],
    );
    shapes.push(
      [`${at}ffn_gate.weight`, [ffn, hidden]],
      [`${at}ffn_up.weight`, [ffn, hidden]],
      [`${at}ffn_down.weight`, [hidden, ffn]],
    );
  }
  const weights: TinyWeights = new Map();
  shapes.forEach(([name, shape], i) => {
    const size = shape.reduce((a, b) => a * b, 1);
    const scale = shape.length === 1 ? 0.3 : 0.35;
    weights.set(
      name,
      noise(size, 100 + i).map((v) => v * scale + (shape.length === 1 ? 1 : 0)),
    );
  });
  return { weights, tensors: shapes.map(([name, shape]) => floatTensor(name, shape, weights.get(name)!)) };
}

/** Writes the tiny decoder as a GGUF file; `change` may alter its weights. */
export function writeTinyLlama(file: string, change: (weights: TinyWeights) => void = () => {}): string {
  const tokens = [...BYTE_TO_CHAR, ...SPECIAL];
  const metadata = {
    'general.architecture': 'llama',
    'llama.block_count': TINY.layers,
    'llama.context_length': TINY_CONTEXT,
    'llama.embedding_length': TINY.hidden,
    'llama.feed_forward_length': TINY.ffn,
    'llama.attention.head_count': TINY.heads,
    'llama.attention.head_count_kv': TINY.kvHeads,
    'llama.attention.layer_norm_rms_epsilon': TINY.epsilon,
    'llama.rope.freq_base': TINY.theta,
    'tokenizer.ggml.model': 'gpt2',
    'tokenizer.ggml.pre': 'smollm',
    'tokenizer.ggml.tokens': tokens,
    'tokenizer.ggml.token_type': tokens.map((_, id) => (id < 256 ? 1 : 3)),
    'tokenizer.ggml.merges': ['Ā ā'], // none that text can reach
    'tokenizer.ggml.eos_token_id': 258,
    'tokenizer.chat_template': TEMPLATE,
  };
  const { weights, tensors } = tinyLlama();
  change(weights);
  return writeGguf(
    file,
    metadata,
    tensors.map(({ name, shape }) => floatTensor(name, shape, weights.get(name)!)),
  );
}
