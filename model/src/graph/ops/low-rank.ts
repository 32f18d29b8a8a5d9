import type { OnnxGraph } from '../onnx-graph.js';

export interface LowRankSite {
  name: string; // what the inputs are named after
  x: string; // [batch, time, columns]
  y: string; // [batch, time, rows]
  columns: number;
  rows: number;
}

export const lowRankInputs = (name: string): { a: string; b: string } => ({
  a: `lora.${name}.a`,
  b: `lora.${name}.b`,
});

/**
 * y + (x A) B (Hu et al. 2021, arXiv:2106.09685, section 4.1), with A [adapters, columns, rank] and B [adapters, rank,
 * rows], scale included, given to each run: one adapter for the whole batch or one for each row of it.
 */
export function lowRank(graph: OnnxGraph, { name, x, y, columns, rows }: LowRankSite): string {
  const { a, b } = lowRankInputs(name);
  const rank = `rank.${name}`;
  graph.input(a, 'f32', ['adapters', columns, rank]);
  graph.input(b, 'f32', ['adapters', rank, rows]);
  const inner = graph.node('MatMul', [x, a], [`/lora/${name}/inner`]);
  const delta = graph.node('MatMul', [inner, b], [`/lora/${name}/delta`]);
  return graph.node('Add', [y, delta], [`/lora/${name}/y`]);
}
