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

/** Q8_0 bytes: per block a half-precision scale and 32 signed codes. */
export function bytesOfQ8({ codes, scales }: QuantisedBlocks): Buffer {
  const bytes = Buffer.alloc(scales.length * 34);
  for (let b = 0, at = 0; b < scales.length; b++, at += 34) {
    bytes.writeUInt16LE(floatToHalf(scales[b]!), at);
    for (let j = 0; j < BLOCK; j++) bytes[at + 2 + j] = codes[b * BLOCK + j]! ^ 128;
  }
  return bytes;
}

/** Q4_0 bytes by ggml's rule: the largest weight of a block becomes code 0, which stands for -8. */
export function quantiseQ4(weights: Float32Array): Buffer {
  const { fround, trunc } = Math;
  const bytes = Buffer.alloc((weights.length / BLOCK) * 18);
  for (let from = 0, at = 0; from < weights.length; from += BLOCK, at += 18) {
    let extreme = 0;
    for (let i = from; i < from + BLOCK; i++) if (abs(weights[i]!) > abs(extreme)) extreme = weights[i]!;
    const scale = fround(extreme / -8);
    const inverse = scale === 0 ? 0 : fround(1 / scale);
    const code = (i: number) => {
      const value = trunc(fround(fround(weights[i]! * inverse) + 8.5));
      return value > 15 ? 15 : value < 0 ? 0 : value;
    };
    bytes.writeUInt16LE(floatToHalf(scale), at);
    for (let j = 0; j < 16; j++) bytes[at + 2 + j] = code(from + j) | (code(from + 16 + j) << 4);
  }
  return bytes;
}
