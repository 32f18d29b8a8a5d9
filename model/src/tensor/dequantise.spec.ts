import fs from 'node:fs';
import path from 'node:path';
import { byteLength, type WeightType } from './dtype.js';
import { dequantise } from './dequantise.js';

/** Random blocks with the values that the Python package `gguf` reads from them (test/make-dequantise-reference.py). */
const REFERENCE = JSON.parse(
  fs.readFileSync(path.resolve(import.meta.dirname, '../../test/dequantise-reference.json'), 'utf8'),
) as { type: WeightType; bytes: string; values: string }[];

describe('dequantise', () => {
  it.each(REFERENCE)('reads $type as the reference does', ({ type, bytes, values }) => {
    const raw = Buffer.from(values, 'base64');
    const expected = Array.from({ length: raw.length / 4 }, (_, i) => raw.readFloatLE(4 * i));
    const actual = dequantise(type, Buffer.from(bytes, 'base64'), expected.length);
    expected.forEach((value, i) =>
      expect(Math.abs(actual[i]! - value)).toBeLessThanOrEqual(1e-6 * Math.abs(value) + 1e-9),
    );
  });

  it('covers every quantised type that GGUF files may use', () => {
    expect(REFERENCE.map(({ type }) => type).sort()).toEqual(
      ['F16', 'Q4_0', 'Q4_1', 'Q4_K', 'Q5_0', 'Q5_1', 'Q5_K', 'Q6_K', 'Q8_0'].sort(),
    );
  });

  it('reads F32 and BF16', () => {
    const f32 = Buffer.from(new Float32Array([1.5, -2]).buffer);
    expect([...dequantise('F32', f32, 2)]).toEqual([1.5, -2]);
    expect([...dequantise('BF16', Buffer.from([0xc0, 0x3f, 0x00, 0xc0]), 2)]).toEqual([1.5, -2]);
  });

  it('knows that a count must fill whole blocks', () => {
    expect(byteLength('Q4_1', 64)).toBe(40);
    expect(byteLength('Q4_1', 65)).toBeUndefined();
  });
});
