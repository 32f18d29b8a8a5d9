import { floatToHalf, halfToFloat } from './half.js';

/** Blocks of 32 weights: unsigned codes with an implied zero point, and one scale per block. */
export interface QuantisedBlocks {
  codes: Uint8Array; // [count], zero point 128 (8 bits) or 8 (4 bits)
  scales: Float32Array; // [count / 32]
}

/** 4-bit blocks with the constant per block that a zero point of 8 leaves: weight = scale * (code - 8) + offset. */
export interface OffsetBlocks extends QuantisedBlocks {
  offsets: Float32Array | undefined; // [count / 32]; undefined where all are 0 (Q4_0)
}

export const BLOCK = 32;

// Looked up once: these loops run over every weight of a model.
const { abs, round } = Math;

/** Round-to-nearest 8-bit blocks with half-precision scales, the rule of Q8_0. */
export function quantise8(weights: Float32Array): QuantisedBlocks {
  const scales = new Float32Array(weights.length / BLOCK);
  const codes = new Uint8Array(weights.length);
  for (let b = 0; b < scales.length; b++) {
    const from = b * BLOCK;
    let largest = 0;
    for (let i = from; i < from + BLOCK; i++) {
      const size = abs(weights[i]!);
      if (size > largest) largest = size;
    }
    const scale = halfToFloat(floatToHalf(largest / 127));
    scales[b] = scale;
    for (let i = from; i < from + BLOCK; i++) {
      const code = scale === 0 ? 0 : round(weights[i]! / scale);
      codes[i] = (code > 127 ? 127 : code < -127 ? -127 : code) + 128;
    }
  }
  return { codes, scales };
}

/** The exact codes and scales of Q8_0 bytes. */
export function blocksOfQ8(bytes: Buffer, count: number): QuantisedBlocks {
  const scales = new Float32Array(count / BLOCK);
  const codes = new Uint8Array(count);
  for (let b = 0, at = 0; b < scales.length; b++, at += 34) {
    scales[b] = halfToFloat(bytes.readUInt16LE(at));
    for (let j = 0; j < BLOCK; j++) codes[b * BLOCK + j] = bytes[at + 2 + j]! ^ 128; // int8 + 128
  }
  return { codes, scales };
}

/** The exact codes, scales and offsets of Q4_0 or Q4_1 bytes. */
export function blocksOfQ4(type: 'Q4_0' | 'Q4_1', bytes: Buffer, count: number): OffsetBlocks {
  const scales = new Float32Array(count / BLOCK);
  const codes = new Uint8Array(count);
  const offsets = type === 'Q4_1' ? new Float32Array(scales.length) : undefined;
  const head = type === 'Q4_1' ? 4 : 2;
  for (let b = 0, at = 0; b < scales.length; b++, at += head + 16) {
    const scale = halfToFloat(bytes.readUInt16LE(at));
    scales[b] = scale;
    if (offsets) offsets[b] = 8 * scale + halfToFloat(bytes.readUInt16LE(at + 2));
    for (let j = 0; j < 16; j++) {
      const byte = bytes[at + head + j]!;
      codes[b * BLOCK + j] = byte & 15;
      codes[b * BLOCK + 16 + j] = byte >> 4;
    }
  }
  return { codes, scales, offsets };
}

/** Two 4-bit codes a byte, the first in the low half (the layout of MatMulNBits). */
export function packNibbles(codes: Uint8Array): Uint8Array {
  const packed = new Uint8Array(codes.length / 2);
  for (let i = 0; i < packed.length; i++) packed[i] = codes[2 * i]! | (codes[2 * i + 1]! << 4);
  return packed;
}
