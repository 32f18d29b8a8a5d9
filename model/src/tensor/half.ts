const HALF_TO_FLOAT = buildTable();

function buildTable(): Float32Array {
  const table = new Float32Array(65536);
  for (let bits = 0; bits < 65536; bits++) {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    if (exponent === 0) table[bits] = sign * fraction * 2 ** -24;
    else if (exponent === 31) table[bits] = fraction ? NaN : sign * Infinity;
    else table[bits] = sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  }
  return table;
}

/** The value of an IEEE half-precision bit pattern. */
export const halfToFloat = (bits: number): number => HALF_TO_FLOAT[bits & 0xffff]!;

const scratch = new DataView(new ArrayBuffer(4));

/** The nearest IEEE half-precision bit pattern (ties up in magnitude, as ggml's scalar code does for scales). */
export function floatToHalf(value: number): number {
  scratch.setFloat32(0, value);
  const bits = scratch.getUint32(0);
  const sign = (bits >> 16) & 0x8000;
  const exponent = ((bits >> 23) & 255) - 112;
  const fraction = bits & 0x7fffff;
  if (exponent >= 31) return sign | 0x7c00;
  if (exponent > 0) return (sign | (exponent << 10) | (fraction >> 13)) + ((fraction >> 12) & 1);
  if (exponent < -10) return sign;
  const full = fraction | 0x800000;
  const shift = 14 - exponent;
  return (sign | (full >> shift)) + ((full >> (shift - 1)) & 1);
}
