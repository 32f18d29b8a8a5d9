import type { OnnxGraph } from '../onnx-graph.js';

export interface CachedAttention {
  heads: number;
  kvHeads: number;
  headSize: number;
  rope: string; // the name of its tables
  ropeInterleaved: boolean;
  window?: number; // how many positions back a token sees, itself included; all where absent
  scale?: number; // of the scores; 1 / sqrt(headSize) where absent
}

/** Query, key and value rows side by side in one tensor, or apart. */
export type AttentionRows = string | { query: string; key: string; value: string };

/**
 * Causal attention with rotary positions and a cache that the run extends in place: bind `past` and `present` to the
 * same memory.
 */
export function cachedAttention(
  graph: OnnxGraph,
  name: string,
  layer: number,
  rows: AttentionRows,
  spec: CachedAttention,
): string {
  const { heads, kvHeads, headSize, rope } = spec;
  for (const part of ['key', 'value']) {
    graph.input(`past.${layer}.${part}`, 'f32', ['batch', kvHeads, 'capacity', headSize]);
    graph.output(`present.${layer}.${part}`, 'f32', ['batch', kvHeads, 'capacity', headSize]);
  }
  const inputs = [
    ...(typeof rows === 'string' ? [rows, '', ''] : [rows.query, rows.key, rows.value]),
    `past.${layer}.key`,
    `past.${layer}.value`,
    'last_positions',
    'longest',
    `${rope}.cos`,
    `${rope}.sin`,
  ];
  const outputs = [`${name}/y`, `present.${layer}.key`, `present.${layer}.value`];
  return graph.contrib('GroupQueryAttention', inputs, outputs, {
    num_heads: heads,
    kv_num_heads: kvHeads,
    do_rotary: 1,
    rotary_interleaved: spec.ropeInterleaved ? 1 : 0,
    ...(spec.window !== undefined && { local_window_size: spec.window }),
    ...(spec.scale !== undefined && { scale: { float: spec.scale } }),
  });
}

export interface RopeTables {
  positions: number;
  frequencies: Float64Array;
  scale: number; // factor on cos and sin
}

/** Declares cos and sin tables [positions, frequencies] under a name. */
export function ropeTables(
  graph: OnnxGraph,
  name: string,
  { positions, frequencies, scale }: RopeTables,
): void {
  const width = frequencies.length;
  const cos = new Float32Array(positions * width);
  const sin = new Float32Array(positions * width);
  frequencies.forEach((frequency, i) => {
    for (let p = 0; p < positions; p++) {
      cos[p * width + i] = scale * Math.cos(p * frequency);
      sin[p * width + i] = scale * Math.sin(p * frequency);
    }
  });
  graph.constant(`${name}.cos`, 'f32', [positions, width], cos);
  graph.constant(`${name}.sin`, 'f32', [positions, width], sin);
}

/** Attention of every token to every token; the bias is that of query, key and value, one behind the other. */
export function fullAttention(
  graph: OnnxGraph,
  name: string,
  [query, key, value]: readonly [string, string, string],
  { heads, bias }: { heads: number; bias: Float32Array },
): string {
  graph.constant(`${name}.bias`, 'f32', [bias.length], bias);
  return graph.contrib('MultiHeadAttention', [query, key, value, `${name}.bias`], [`${name}/y`], {
    num_heads: heads,
  });
}
