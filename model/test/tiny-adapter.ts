import fs from 'node:fs';
import path from 'node:path';
import { noise } from './run-graph.js';
import { writeSafetensors, type FloatTensor } from './safetensors-writer.js';
import { TINY, type TinyWeights } from './tiny-llama.js';

/** The linears of a base in the hub's names, as [rows, columns]. */
export type AdapterShapes = Readonly<Record<string, readonly [number, number]>>;

const { hidden, heads, kvHeads, headSize, ffn, layers } = TINY;
export const TINY_ATTENTION: AdapterShapes = {
  'self_attn.q_proj': [heads * headSize, hidden],
  'self_attn.k_proj': [kvHeads * headSize, hidden],
  'self_attn.v_proj': [kvHeads * headSize, hidden],
  'self_attn.o_proj': [hidden, heads * headSize],
};
export const TINY_LINEARS: AdapterShapes = {
  ...TINY_ATTENTION,
  'mlp.gate_proj': [ffn, hidden],
  'mlp.up_proj': [ffn, hidden],
  'mlp.down_proj': [hidden, ffn],
};

export interface AdapterOptions {
  shapes?: AdapterShapes;
  layers?: number;
  rank?: number;
  seed?: number;
  size?: number; // of the factors' values
  config?: Record<string, unknown>; // further settings of adapter_config.json
  change?: (tensors: FloatTensor[]) => FloatTensor[];
}

/** Writes a random LoRA adapter as PEFT saves one; returns its folder. */
export function writeAdapter(folder: string, options: AdapterOptions = {}): string {
  const { shapes = TINY_LINEARS, rank = 4, seed = 1, size = 0.3, config = {} } = options;
  fs.mkdirSync(folder, { recursive: true });
  const tensors = adapterTensors(shapes, { layers: options.layers ?? layers, rank, seed, size });
  writeSafetensors(path.join(folder, 'adapter_model.safetensors'), options.change?.(tensors) ?? tensors);
  const json = {
    peft_type: 'LORA',
    task_type: 'CAUSAL_LM',
    base_model_name_or_path: null,
    r: rank,
    lora_alpha: 2 * rank,
    bias: 'none',
    target_modules: Object.keys(shapes).map((name) => name.split('.').at(-1)),
    ...config,
  };
  fs.writeFileSync(path.join(folder, 'adapter_config.json'), JSON.stringify(json));
  return folder;
}

function adapterTensors(
  shapes: AdapterShapes,
  { layers, rank, seed, size }: { layers: number; rank: number; seed: number; size: number },
): FloatTensor[] {
  let next = seed * 1000;
  const random = (shape: number[]) => noise(shape[0]! * shape[1]!, next++).map((value) => value * size);
  return Array.from({ length: layers }, (_, layer) =>
    Object.entries(shapes).flatMap(([module, [rows, columns]]) => {
      const at = `base_model.model.model.layers.${layer}.${module}`;
      const [a, b] = [
        [rank, columns],
        [rows, rank],
      ];
      return [
        { name: `${at}.lora_A.weight`, shape: a!, values: random(a!) },
        { name: `${at}.lora_B.weight`, shape: b!, values: random(b!) },
      ];
    }),
  ).flat();
}

const GGUF_NAMES: Record<string, string> = {
  'self_attn.q_proj': 'attn_q',
  'self_attn.k_proj': 'attn_k',
  'self_attn.v_proj': 'attn_v',
  'self_attn.o_proj': 'attn_output',
  'mlp.gate_proj': 'ffn_gate',
  'mlp.up_proj': 'ffn_up',
  'mlp.down_proj': 'ffn_down',
};

/** Adds scale * B A to the tiny decoder's weights, which keep query and key rows in GGUF's order. */
export function mergeAdapter(weights: TinyWeights, options: AdapterOptions = {}): void {
  const { shapes = TINY_LINEARS, rank = 4, seed = 1, size = 0.3, config = {} } = options;
  const scale = Number(config['lora_alpha'] ?? 2 * rank) / rank;
  const tensors = adapterTensors(shapes, { layers, rank, seed, size });
  for (let i = 0; i < tensors.length; i += 2) {
    const [down, up] = [tensors[i]!, tensors[i + 1]!];
    const [, layer, module] = /layers\.(\d+)\.(.+)\.lora_A/.exec(down.name)!;
    const weight = weights.get(`blk.${layer}.${GGUF_NAMES[module!]}.weight`)!;
    const [rows, columns] = [up.shape[0]!, down.shape[1]!];
    for (let row = 0; row < rows; row++) {
      const target = /[qk]_proj/.test(module!) ? ggufRow(row) : row;
      for (let column = 0; column < columns; column++)
        for (let r = 0; r < rank; r++)
          weight[target * columns + column]! +=
            scale * up.values[row * rank + r]! * down.values[r * columns + column]!;
    }
  }
}

/** Where GGUF keeps row (head, half, i) of the hub: at (head, i, half). */
function ggufRow(row: number): number {
  const [head, inHead] = [Math.floor(row / headSize), row % headSize];
  const [half, i] = [Math.floor(inHead / (headSize / 2)), inHead % (headSize / 2)];
  return head * headSize + 2 * i + half;
}
