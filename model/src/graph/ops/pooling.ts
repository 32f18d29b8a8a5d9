import type { OnnxGraph } from '../onnx-graph.js';

/**
 * Mean over the tokens: [batch, time, size] -> [batch, size]. Not `ReduceMean`, which adds in another order where the batch
 * is one text.
 */
export function meanPool(graph: OnnxGraph, name: string, x: string): string {
  graph.node('Transpose', [x], [`${name}/by_size`], { perm: [0, 2, 1] });
  graph.node('GlobalAveragePool', [`${name}/by_size`], [`${name}/means`]);
  return graph.node('Squeeze', [`${name}/means`, graph.scalars('/last_axis', [-1])], [`${name}/mean`]);
}

/** The first token's vector: [batch, time, size] -> [batch, size]. */
export function firstToken(graph: OnnxGraph, name: string, x: string): string {
  const first = graph.constant('/first', 'i64', [], BigInt64Array.of(0n));
  return graph.node('Gather', [x, first], [`${name}/first`], { axis: 1 });
}

/** Vectors [batch, size] scaled to length 1. */
export function unitLength(graph: OnnxGraph, name: string, x: string): string {
  return graph.node('LpNormalization', [x], [`${name}/y`], { axis: -1, p: 2 });
}
