import { BLOCK, type QuantisedBlocks } from '../../tensor/quantise.js';
import type { OnnxGraph } from '../onnx-graph.js';

/** A table of vectors [rows, columns]. */
export type EmbeddingTable = { rows: number; columns: number } & (
  { form: 'fp32'; weights: Float32Array } | { form: 'q8'; blocks: QuantisedBlocks }
);

/** Row lookup: ids [batch, time] -> [batch, time, columns]. */
export function embedding(graph: OnnxGraph, name: string, ids: string, table: EmbeddingTable): string {
  const { rows, columns } = table;
  if (table.form === 'fp32') {
    graph.constant(`${name}.weight`, 'f32', [rows, columns], table.weights);
    return graph.node('Gather', [`${name}.weight`, ids], [`${name}/y`]);
  }
  graph.constant(`${name}.codes`, 'u8', [rows, columns], table.blocks.codes);
  graph.constant(`${name}.scales`, 'f32', [rows, columns / BLOCK], table.blocks.scales);
  return graph.contrib('GatherBlockQuantized', [`${name}.codes`, ids, `${name}.scales`], [`${name}/y`], {
    bits: 8,
    block_size: BLOCK,
    gather_axis: 0,
    quantize_axis: 1,
  });
}
