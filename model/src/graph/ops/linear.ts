import { BLOCK, packNibbles, type OffsetBlocks, type QuantisedBlocks } from '../../tensor/quantise.js';
import type { QuantisedOutputs } from '../../tensor/quantise-outputs.js';
import type { OnnxGraph } from '../onnx-graph.js';
import { byteLinear, byteRows, type ByteRows } from './byte-linear.js';

/** The weights of y = x W^T, W [rows, columns] row-major, in the form in which the graph will hold them. */
export type LinearWeights = { rows: number; columns: number } & (
  | { form: 'fp32'; weights: Float32Array }
  | { form: 'q8'; blocks: QuantisedBlocks; tiedTo?: string } // the embedding that holds the same blocks
  | { form: 'q4x'; blocks: OffsetBlocks }
  | ({ form: 'w8' } & QuantisedOutputs)
);

const ACCURACY_INT8 = 4; // activations quantised per block of 32, as llama.cpp does

/** y = x W^T under the path `name`; returns the name of y. */
export function linear(graph: OnnxGraph, name: string, x: string, w: LinearWeights): string {
  const site = { graph, name, x, rows: w.rows, columns: w.columns };
  if (w.form === 'fp32') return floatLinear(site, w.weights);
  if (w.form === 'w8') return byteLinear(graph, name, byteRows(graph, name, x), w);
  if (w.form === 'q8') return blockLinear(site, w.blocks, { bits: 8, tiedTo: w.tiedTo });
  const y = blockLinear(site, w.blocks, { bits: 4 });
  return w.blocks.offsets ? addOffsets(site, y, w.blocks.offsets) : y;
}

/** Several linears of one x, which is rounded once for all of them. */
export function linears(
  graph: OnnxGraph,
  x: string,
  parts: readonly { name: string; weights: LinearWeights }[],
): string[] {
  let rows: ByteRows | undefined;
  return parts.map(({ name, weights }) => {
    if (weights.form !== 'w8') return linear(graph, name, x, weights);
    return byteLinear(graph, name, (rows ??= byteRows(graph, name, x)), weights);
  });
}

/** y + bias, for the linears of the few families that have one. */
export function addBias(graph: OnnxGraph, name: string, y: string, bias: Float32Array): string {
  graph.constant(`${name}.bias`, 'f32', [bias.length], bias);
  return graph.node('Add', [y, `${name}.bias`], [`${name}/biased`]);
}

/** Where in which graph a linear stands, what it reads, and its size. */
interface Site {
  graph: OnnxGraph;
  name: string;
  x: string;
  rows: number;
  columns: number;
}

function floatLinear({ graph, name, x, rows, columns }: Site, weights: Float32Array): string {
  graph.constant(`${name}.weight`, 'f32', [columns, rows], transpose(weights, rows, columns));
  return graph.node('MatMul', [x, `${name}.weight`], [`${name}/y`]);
}

function blockLinear(
  site: Site,
  blocks: QuantisedBlocks,
  { bits, tiedTo }: { bits: 4 | 8; tiedTo?: string },
): string {
  const { graph, name, x, rows, columns } = site;
  const shape = [rows, columns / BLOCK, (BLOCK * bits) / 8];
  if (tiedTo) {
    graph.constantView(`${name}.codes`, `${tiedTo}.codes`, 'u8', shape);
    graph.constantView(`${name}.scales`, `${tiedTo}.scales`, 'f32', [blocks.scales.length]);
  } else {
    graph.constant(`${name}.codes`, 'u8', shape, bits === 4 ? packNibbles(blocks.codes) : blocks.codes);
    graph.constant(`${name}.scales`, 'f32', [blocks.scales.length], blocks.scales);
  }
  return graph.contrib('MatMulNBits', [x, `${name}.codes`, `${name}.scales`], [`${name}/blocks`], {
    K: columns,
    N: rows,
    bits,
    block_size: BLOCK,
    accuracy_level: ACCURACY_INT8,
  });
}

/**
 * The part of an exact 4-bit block that a zero point of 8 leaves out: sum over blocks of offset * (sum of x in the
 * block), a small fp32 product. Re-quantising instead costs 3 to 5 points of perplexity.
 */
function addOffsets({ graph, name, x, rows, columns }: Site, y: string, offsets: Float32Array): string {
  const blocks = columns / BLOCK;
  const sums = blockSums(graph, x, blocks);
  graph.constant(`${name}.offsets`, 'f32', [blocks, rows], transpose(offsets, rows, blocks));
  graph.node('MatMul', [sums, `${name}.offsets`], [`${name}/offset`]);
  return graph.node('Add', [y, `${name}/offset`], [`${name}/y`]);
}

/** x [batch, time, columns] -> sums over each block [batch, time, blocks]. Each x has one reader of this kind. */
function blockSums(graph: OnnxGraph, x: string, blocks: number): string {
  const shape = graph.scalars(`/block_shape.${blocks}`, [0, 0, blocks, BLOCK]);
  const axis = graph.scalars('/last_axis', [-1]);
  graph.node('Reshape', [x, shape], [`${x}/by_block`]);
  return graph.node('ReduceSum', [`${x}/by_block`, axis], [`${x}/block_sums`], { keepdims: 0 });
}

function transpose(values: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) out[c * rows + r] = values[r * columns + c]!;
  return out;
}
