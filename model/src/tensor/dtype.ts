/** Element types of weight files: how many weights a block holds and how many bytes it takes. */
export const WEIGHT_TYPES = {
  F32: { block: 1, bytes: 4 },
  F16: { block: 1, bytes: 2 },
  BF16: { block: 1, bytes: 2 },
  Q4_0: { block: 32, bytes: 18 },
  Q4_1: { block: 32, bytes: 20 },
  Q5_0: { block: 32, bytes: 22 },
  Q5_1: { block: 32, bytes: 24 },
  Q8_0: { block: 32, bytes: 34 },
  Q4_K: { block: 256, bytes: 144 },
  Q5_K: { block: 256, bytes: 176 },
  Q6_K: { block: 256, bytes: 210 },
} as const;

export type WeightType = keyof typeof WEIGHT_TYPES;

/** Bytes that `count` weights take, or undefined where the type's blocks do not divide them. */
export function byteLength(type: WeightType, count: number): number | undefined {
  const { block, bytes } = WEIGHT_TYPES[type];
  return count % block === 0 ? (count / block) * bytes : undefined;
}
