/** Keys and values of all running requests lie in tensors of [rows, heads, tokens, headSize]. */
export interface KvShape {
  rows: number;
  tokens: number;
}

export interface KvLimits {
  bytesPerToken: number; // of all layers
  maxBytes: number;
  maxRows: number;
  contextTokens: number;
}

const FIRST_TOKENS = 256;
const STEP_TOKENS = 64; // where doubling does not fit

export const kvBytes = ({ rows, tokens }: KvShape, bytesPerToken: number): number =>
  rows * tokens * bytesPerToken;

/** The shape that holds what is needed, grown by doubling where memory allows it; undefined where nothing fits. */
export function growKv(have: KvShape, need: KvShape, limits: KvLimits): KvShape | undefined {
  if (need.rows > limits.maxRows || need.tokens > limits.contextTokens) return undefined;
  if (have.rows >= need.rows && have.tokens >= need.tokens) return have;
  const rows = [Math.min(limits.maxRows, doubled(Math.max(1, have.rows), need.rows)), need.rows];
  const tokens = [
    Math.min(limits.contextTokens, doubled(Math.max(FIRST_TOKENS, have.tokens), need.tokens)),
    Math.max(have.tokens, Math.min(limits.contextTokens, roundUp(need.tokens, STEP_TOKENS))),
    Math.max(have.tokens, need.tokens),
  ];
  for (const t of tokens) {
    for (const r of rows) {
      const shape = { rows: Math.max(have.rows, r), tokens: t };
      if (kvBytes(shape, limits.bytesPerToken) <= limits.maxBytes) return shape;
    }
  }
  return undefined;
}

function doubled(from: number, atLeast: number): number {
  let size = from;
  while (size < atLeast) size *= 2;
  return size;
}

const roundUp = (value: number, step: number): number => Math.ceil(value / step) * step;

/** What a row holds: a request that decodes, or one whose prompt is still being read. */
export interface RowUse {
  row: number;
  decoding: boolean;
}

/** Swaps two rows; where `b` is free, that is a move. */
export interface RowSwap {
  a: number;
  b: number;
}

/** The swaps after which the decoding requests hold rows 0 to n - 1, as one run over all of them needs. */
export function compactRows(uses: readonly RowUse[]): RowSwap[] {
  const decoding = uses.filter((use) => use.decoding).map(({ row }) => row);
  const inPlace = new Set(decoding.filter((row) => row < decoding.length));
  const outside = decoding.filter((row) => row >= decoding.length);
  const gaps = decoding.map((_, row) => row).filter((row) => !inPlace.has(row));
  return outside.map((row, i) => ({ a: row, b: gaps[i]! }));
}
