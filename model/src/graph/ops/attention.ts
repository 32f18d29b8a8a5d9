import type { OnnxGraph } from '../onnx-graph.js';

export interface CachedAttention {
  heads: number;
  kvHeads: number;
  headSize: number;
  ropeInterleaved: boolean;
}

/**
 * Causal attention over packed query, key and value rows, with rotary positions and a cache that the run extends in
 * place: bind `past` and `present` to the same memory.
 */
export function cachedAttention(
  graph: OnnxGraph,
  name: string,
  layer: number,
  qkv: string,
  spec: CachedAttention,
): string {
  const { heads, kvHeads, headSize } = spec;
  for (const part of ['key', 'value']) {
    graph.input(`past.${layer}.${part}`, 'f32', ['batch', kvHeads, 'capacity', headSize]);
    graph.output(`present.${layer}.${part}`, 'f32', ['batch', kvHeads, 'capacity', headSize]);
  }
  const inputs = [
    qkv,
    '',
    '',
    `past.${layer}.key`,
    `past.${layer}.value`,
    'last_positions',
    'longest',
    'rope.cos',
    'rope.sin',
  ];
  const outputs = [`${name}/y`, `present.${layer}.key`, `present.${layer}.value`];
  return graph.contrib('GroupQueryAttention', inputs, outputs, {
    num_heads: heads,
    kv_num_heads: kvHeads,
    do_rotary: 1,
    rotary_interleaved: spec.ropeInterleaved ? 1 : 0,
  });
}

export interface Rope {
  positions: number;
  headSize: number;
  theta: number;
  /** Divides each frequency: one factor for all, or one for each. */
  factors: Float32Array | number;
}

/** Declares cos and sin tables [positions, headSize / 2]. */
export function ropeTables(graph: OnnxGraph, { positions, headSize, theta, factors }: Rope): void {
  const half = headSize / 2;
  const cos = new Float32Array(positions * half);
  const sin = new Float32Array(positions * half);
  for (let i = 0; i < half; i++) {
    const factor = typeof factors === 'number' ? factors : factors[i]!;
    const frequency = 1 / (theta ** ((2 * i) / headSize) * factor);
    for (let p = 0; p < positions; p++) {
      cos[p * half + i] = Math.cos(p * frequency);
      sin[p * half + i] = Math.sin(p * frequency);
    }
  }
  graph.constant('rope.cos', 'f32', [positions, half], cos);
  graph.constant('rope.sin', 'f32', [positions, half], sin);
}

/** Attention in both directions over padded rows; `mask` [batch, time] is 1 where there is a token. */
export function paddedAttention(
  graph: OnnxGraph,
  name: string,
  { qkv, mask }: { qkv: string; mask: string },
  { heads, bias }: { heads: number; bias: Float32Array },
): string {
  const parts = ['query', 'key', 'value'].map((part) => `${name}/${part}`);
  graph.node('Split', [qkv], parts, { axis: -1, num_outputs: 3 });
  graph.constant(`${name}.bias`, 'f32', [bias.length], bias);
  return graph.contrib('MultiHeadAttention', [...parts, `${name}.bias`, mask], [`${name}/y`], {
    num_heads: heads,
  });
}
