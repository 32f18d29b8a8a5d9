import type { OnnxGraph } from '../onnx-graph.js';

/** Mean over the tokens that `mask` [batch, time] marks: [batch, time, size] -> [batch, size]. */
export function meanPool(graph: OnnxGraph, name: string, x: string, mask: string): string {
  const time = graph.scalars('/axis_1', [1]);
  const last = graph.scalars('/last_axis', [-1]);
  graph.node('Cast', [mask], [`${name}/mask`], { to: 1 });
  graph.node('Unsqueeze', [`${name}/mask`, last], [`${name}/weights`]);
  graph.node('Mul', [x, `${name}/weights`], [`${name}/masked`]);
  graph.node('ReduceSum', [`${name}/masked`, time], [`${name}/sum`], { keepdims: 0 });
  graph.node('ReduceSum', [`${name}/mask`, time], [`${name}/count`], { keepdims: 1 });
  return graph.node('Div', [`${name}/sum`, `${name}/count`], [`${name}/mean`]);
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
