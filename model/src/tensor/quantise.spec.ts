import { dequantise } from './dequantise.js';
import { blocksOfQ4, blocksOfQ8, bytesOfQ8, packNibbles, quantise8 } from './quantise.js';

const random = (bytes: number) => Buffer.from(Array.from({ length: bytes }, (_, i) => (i * 37 + 11) % 256));

/** Bytes of `count` blocks with a scale of 0.5 and, for Q4_1, a minimum of -1. */
function blocks(count: number, size: number, halves: number[]): Buffer {
  const bytes = random(count * size);
  for (let b = 0; b < count; b++) halves.forEach((half, i) => bytes.writeUInt16LE(half, b * size + 2 * i));
  return bytes;
}

describe('quantise8', () => {
  it('errs by at most half a step', () => {
    const weights = Float32Array.from({ length: 64 }, (_, i) => Math.sin(i) * (i < 32 ? 1 : 100));
    const { codes, scales } = quantise8(weights);
    weights.forEach((w, i) => {
      const scale = scales[i >> 5]!;
      expect(Math.abs((codes[i]! - 128) * scale - w)).toBeLessThanOrEqual(scale * 0.55); // and the scale's own rounding
    });
  });

  it('keeps a block of zeros zero', () => {
    const { codes, scales } = quantise8(new Float32Array(32));
    expect(scales[0]).toBe(0);
    expect(codes.every((code) => code === 128)).toBe(true);
  });
});

describe('exact blocks', () => {
  it('keeps Q8_0 exactly', () => {
    const bytes = blocks(2, 34, [0x3800]);
    const { codes, scales } = blocksOfQ8(bytes, 64);
    const expected = dequantise('Q8_0', bytes, 64);
    expected.forEach((value, i) => expect((codes[i]! - 128) * scales[i >> 5]!).toBe(value));
  });

  it('keeps Q4_1 exactly as scale * (code - 8) + offset', () => {
    const bytes = blocks(2, 20, [0x3800, 0xbc00]);
    const { codes, scales, offsets } = blocksOfQ4('Q4_1', bytes, 64);
    const expected = dequantise('Q4_1', bytes, 64);
    expected.forEach((value, i) =>
      expect(scales[i >> 5]! * (codes[i]! - 8) + offsets![i >> 5]!).toBeCloseTo(value, 6),
    );
  });

  it('needs no offset for Q4_0', () => {
    const bytes = blocks(2, 18, [0x3800]);
    const { codes, scales, offsets } = blocksOfQ4('Q4_0', bytes, 64);
    const expected = dequantise('Q4_0', bytes, 64);
    expect(offsets).toBeUndefined();
    expected.forEach((value, i) => expect(scales[i >> 5]! * (codes[i]! - 8)).toBe(value));
  });

  it('packs the first code of a pair in the low half', () => {
    expect([...packNibbles(Uint8Array.from([1, 2, 15, 0]))]).toEqual([0x21, 0x0f]);
  });
});

it('bytesOfQ8 writes what blocksOfQ8 reads', () => {
  const blocks = quantise8(Float32Array.from({ length: 96 }, (_, i) => Math.cos(i) * i));
  expect(blocksOfQ8(bytesOfQ8(blocks), 96)).toEqual(blocks);
});
