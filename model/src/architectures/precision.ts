import type { EmbeddingTable } from '../graph/ops/embedding.js';
import type { LinearWeights } from '../graph/ops/linear.js';
import {
  BLOCK,
  blocksOfQ4,
  blocksOfQ8,
  quantise8,
  type OffsetBlocks,
  type QuantisedBlocks,
} from '../tensor/quantise.js';
import { quantiseOutputs } from '../tensor/quantise-outputs.js';
import type { TensorInfo, WeightFile } from '../tensor/weight-file.js';

/**
 * How a graph holds its linears. `fp32`: dequantised. `q8`: 8-bit blocks of 32. `q4x`: the file's own 4-bit codes,
 * exactly, for tensors stored as Q4_0 or Q4_1, and q8 for all others. Embedding and head are 8-bit in both.
 */
export const PRECISIONS = ['fp32', 'q8', 'q4x'] as const;
export type Precision = (typeof PRECISIONS)[number];

/** Of an encoder. `w8`: linears in whole numbers, 8 bits for each token's activations; everything else as in fp32. */
export const ENCODER_PRECISIONS = ['fp32', 'q8', 'w8'] as const;
export type EncoderPrecision = (typeof ENCODER_PRECISIONS)[number];

/** The precision that was asked for, where this kind of model has it. */
export function checkPrecision<P extends string>(wanted: string, known: readonly P[]): P {
  const found = known.find((precision) => precision === wanted);
  if (found) return found;
  throw new Error(`The precision ${wanted} is none of this model's: ${known.join(', ')}.`);
}

type Q4Info = TensorInfo & { type: 'Q4_0' | 'Q4_1' };
const isQ4 = (info: TensorInfo): info is Q4Info => info.type === 'Q4_0' || info.type === 'Q4_1';

/** q4x where most linear weights are stored in a form that it keeps exactly; else q8. */
export function choosePrecision(file: WeightFile): Precision {
  let exact = 0;
  let all = 0;
  for (const info of file.tensors.values()) {
    if (info.shape.length !== 2 || info.name.includes('embd')) continue;
    all += info.count;
    if (isQ4(info)) exact += info.count;
  }
  return exact * 2 > all ? 'q4x' : 'q8';
}

/** The named matrices one below the other, as one linear. */
export function loadLinear(
  file: WeightFile,
  names: string[],
  precision: Precision | EncoderPrecision,
): LinearWeights {
  const infos = names.map((name) => file.info(name));
  const columns = infos[0]!.shape.at(-1)!;
  if (infos.some(({ shape }) => shape.length !== 2 || shape[1] !== columns)) {
    throw new Error(`The matrices ${names.join(', ')} do not have the same number of columns.`);
  }
  const size = { rows: infos.reduce((sum, { shape }) => sum + shape[0]!, 0), columns };
  if (precision === 'w8') {
    const weights = concatFloats(names.map((name) => file.floats(name)));
    return { ...size, form: 'w8', ...quantiseOutputs(weights, columns) };
  }
  if (precision === 'fp32' || columns % BLOCK !== 0) {
    return { ...size, form: 'fp32', weights: concatFloats(names.map((name) => file.floats(name))) };
  }
  if (precision === 'q4x' && infos.every(isQ4)) {
    return {
      ...size,
      form: 'q4x',
      blocks: concatOffsetBlocks(infos.map((i) => blocksOfQ4(i.type, file.bytes(i.name), i.count))),
    };
  }
  return { ...size, form: 'q8', blocks: concatBlocks(names.map((name) => load8(file, name))) };
}

export function loadEmbedding(file: WeightFile, name: string, precision: Precision): EmbeddingTable {
  const { shape } = file.info(name);
  const [rows, columns] = shape as [number, number];
  if (precision === 'fp32' || columns % BLOCK !== 0)
    return { rows, columns, form: 'fp32', weights: file.floats(name) };
  return { rows, columns, form: 'q8', blocks: load8(file, name) };
}

/** Q8_0 tensors keep their codes; any other is rounded to 8 bits. */
function load8(file: WeightFile, name: string): QuantisedBlocks {
  const info = file.info(name);
  return info.type === 'Q8_0' ? blocksOfQ8(file.bytes(name), info.count) : quantise8(file.floats(name));
}

function concatFloats(parts: Float32Array[]): Float32Array {
  if (parts.length === 1) return parts[0]!;
  const out = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function concatBlocks(parts: QuantisedBlocks[]): QuantisedBlocks {
  return {
    codes: new Uint8Array(
      parts.length === 1 ? parts[0]!.codes : Buffer.concat(parts.map((part) => part.codes)),
    ),
    scales: concatFloats(parts.map((part) => part.scales)),
  };
}

function concatOffsetBlocks(parts: OffsetBlocks[]): OffsetBlocks {
  const anyOffset = parts.some((part) => part.offsets);
  const offsets = parts.map((part) => part.offsets ?? new Float32Array(part.scales.length));
  return { ...concatBlocks(parts), offsets: anyOffset ? concatFloats(offsets) : undefined };
}
