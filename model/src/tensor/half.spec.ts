import { floatToHalf, halfToFloat } from './half.js';

describe('half precision', () => {
  it.each([
    [0x3c00, 1],
    [0xc000, -2],
    [0x7bff, 65504],
    [0x0001, 2 ** -24],
    [0x7c00, Infinity],
    [0x8000, -0],
  ])('reads %i as %d', (bits, value) => expect(halfToFloat(bits)).toBe(value));

  it('writes every finite half back to its own bits', () => {
    for (let bits = 0; bits < 0x7c00; bits++) expect(floatToHalf(halfToFloat(bits))).toBe(bits);
  });

  it('rounds to the nearest', () => {
    expect(halfToFloat(floatToHalf(1 + 0.4 / 1024))).toBe(1);
    expect(halfToFloat(floatToHalf(1 + 0.6 / 1024))).toBe(1 + 1 / 1024);
    expect(halfToFloat(floatToHalf(1e9))).toBe(Infinity);
  });
});
