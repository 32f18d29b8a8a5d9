import type { WeightType } from './dtype.js';
import { halfToFloat } from './half.js';

type Dequantiser = (bytes: Buffer, out: Float32Array) => void;

const half = (bytes: Buffer, at: number): number => halfToFloat(bytes[at]! | (bytes[at + 1]! << 8));
const signed = (byte: number): number => (byte << 24) >> 24;

const DEQUANTISERS: Record<WeightType, Dequantiser> = {
  F32: (bytes, out) => new Uint8Array(out.buffer, out.byteOffset, out.byteLength).set(bytes),
  F16: (bytes, out) => {
    for (let i = 0; i < out.length; i++) out[i] = half(bytes, 2 * i);
  },
  BF16: (bytes, out) => {
    const bits = new Uint32Array(out.buffer, out.byteOffset, out.length);
    for (let i = 0; i < out.length; i++) bits[i] = (bytes[2 * i]! | (bytes[2 * i + 1]! << 8)) << 16;
  },
  Q4_0: (bytes, out) =>
    eachBlock(out, 32, 18, (at, to) => {
      const scale = half(bytes, at);
      eachNibble(bytes, at + 2, to, (i, code) => (out[i] = scale * (code - 8)));
    }),
  Q4_1: (bytes, out) =>
    eachBlock(out, 32, 20, (at, to) => {
      const scale = half(bytes, at);
      const minimum = half(bytes, at + 2);
      eachNibble(bytes, at + 4, to, (i, code) => (out[i] = scale * code + minimum));
    }),
  Q5_0: (bytes, out) =>
    eachBlock(out, 32, 22, (at, to) => {
      const scale = half(bytes, at);
      const high = bytes.readUInt32LE(at + 2);
      eachNibble(bytes, at + 6, to, (i, code) => {
        out[i] = scale * ((code | (((high >>> (i - to)) & 1) << 4)) - 16);
      });
    }),
  Q5_1: (bytes, out) =>
    eachBlock(out, 32, 24, (at, to) => {
      const scale = half(bytes, at);
      const minimum = half(bytes, at + 2);
      const high = bytes.readUInt32LE(at + 4);
      eachNibble(bytes, at + 8, to, (i, code) => {
        out[i] = scale * (code | (((high >>> (i - to)) & 1) << 4)) + minimum;
      });
    }),
  Q8_0: (bytes, out) =>
    eachBlock(out, 32, 34, (at, to) => {
      const scale = half(bytes, at);
      for (let j = 0; j < 32; j++) out[to + j] = scale * signed(bytes[at + 2 + j]!);
    }),
  Q4_K: (bytes, out) => dequantiseK45(bytes, out, false),
  Q5_K: (bytes, out) => dequantiseK45(bytes, out, true),
  Q6_K: dequantiseQ6K,
};

/** The weights of a tensor's bytes as 32-bit floats. */
export function dequantise(type: WeightType, bytes: Buffer, count: number): Float32Array {
  const out = new Float32Array(count);
  DEQUANTISERS[type](bytes, out);
  return out;
}

function eachBlock(out: Float32Array, size: number, bytes: number, visit: (at: number, to: number) => void) {
  for (let to = 0, at = 0; to < out.length; to += size, at += bytes) visit(at, to);
}

/** 32 codes of 4 bits in 16 bytes: low nibbles are weights 0 to 15, high nibbles 16 to 31. */
function eachNibble(bytes: Buffer, at: number, to: number, visit: (index: number, code: number) => void) {
  for (let j = 0; j < 16; j++) {
    const byte = bytes[at + j]!;
    visit(to + j, byte & 15);
    visit(to + 16 + j, byte >> 4);
  }
}

/** Six-bit scale and minimum of group `g` (0 to 7) in the 12 packed bytes of a Q4_K or Q5_K block. */
function scaleAndMinimum(bytes: Buffer, at: number, g: number): [number, number] {
  if (g < 4) return [bytes[at + g]! & 63, bytes[at + g + 4]! & 63];
  const low = bytes[at + g + 4]!;
  return [(low & 15) | ((bytes[at + g - 4]! >> 6) << 4), (low >> 4) | ((bytes[at + g]! >> 6) << 4)];
}

function dequantiseK45(bytes: Buffer, out: Float32Array, five: boolean): void {
  eachBlock(out, 256, five ? 176 : 144, (at, to) => {
    const scale = half(bytes, at);
    const minimumScale = half(bytes, at + 2);
    const high = at + 16;
    const codes = five ? at + 48 : at + 16;
    for (let g = 0; g < 8; g++) {
      const [s, m] = scaleAndMinimum(bytes, at + 4, g);
      const a = scale * s;
      const c = minimumScale * m;
      const from = codes + (g >> 1) * 32;
      const shift = (g & 1) * 4;
      for (let j = 0; j < 32; j++) {
        const fifth = five ? ((bytes[high + j]! >> g) & 1) << 4 : 0;
        out[to + g * 32 + j] = a * (((bytes[from + j]! >> shift) & 15) + fifth) - c;
      }
    }
  });
}

function dequantiseQ6K(bytes: Buffer, out: Float32Array): void {
  eachBlock(out, 256, 210, (at, to) => {
    const scale = half(bytes, at + 208);
    for (let part = 0; part < 2; part++) {
      const low = at + part * 64;
      const high = at + 128 + part * 32;
      const scales = at + 192 + part * 8;
      const o = to + part * 128;
      for (let l = 0; l < 32; l++) {
        const a = bytes[low + l]!;
        const b = bytes[low + l + 32]!;
        const h = bytes[high + l]!;
        const s = (k: number) => scale * signed(bytes[scales + (l >> 4) + k]!);
        out[o + l] = s(0) * (((a & 15) | ((h & 3) << 4)) - 32);
        out[o + l + 32] = s(2) * (((b & 15) | (((h >> 2) & 3) << 4)) - 32);
        out[o + l + 64] = s(4) * (((a >> 4) | (((h >> 4) & 3) << 4)) - 32);
        out[o + l + 96] = s(6) * (((b >> 4) | ((h >> 6) << 4)) - 32);
      }
    }
  });
}
