/** log softmax of one row of logits at `index`. */
export function logProbability(logits: Float32Array, index: number): number {
  return logits[index]! - logSumExp(logits);
}

export function logSumExp(logits: Float32Array): number {
  let largest = -Infinity;
  for (const value of logits) if (value > largest) largest = value;
  let sum = 0;
  for (const value of logits) sum += Math.exp(value - largest);
  return largest + Math.log(sum);
}

/** exp of the mean negative log probability. */
export function perplexity(logProbabilities: readonly number[]): number {
  if (logProbabilities.length === 0) throw new Error('Perplexity needs at least one token.');
  return Math.exp(-logProbabilities.reduce((a, b) => a + b, 0) / logProbabilities.length);
}

/** KL(reference || other) of the distributions that two rows of logits stand for, in nats. */
export function klDivergence(reference: Float32Array, other: Float32Array): number {
  if (reference.length !== other.length)
    throw new Error(`Cannot compare ${reference.length} with ${other.length} logits.`);
  const referenceSum = logSumExp(reference);
  const otherSum = logSumExp(other);
  let divergence = 0;
  for (let i = 0; i < reference.length; i++) {
    const logP = reference[i]! - referenceSum;
    const p = Math.exp(logP);
    if (p > 0) divergence += p * (logP - (other[i]! - otherSum));
  }
  return Math.max(0, divergence);
}

export interface LogitComparison {
  positions: number;
  argmaxEqual: number; // share of positions
  klMean: number;
  klMax: number;
}

/** Compares two models' logits position by position. */
export function compareLogits(
  reference: readonly Float32Array[],
  other: readonly Float32Array[],
): LogitComparison {
  if (reference.length !== other.length || reference.length === 0)
    throw new Error('Both models need the same positions.');
  const kl = reference.map((row, i) => klDivergence(row, other[i]!));
  const equal = reference.filter((row, i) => argmaxOf(row) === argmaxOf(other[i]!)).length;
  return {
    positions: kl.length,
    argmaxEqual: equal / kl.length,
    klMean: kl.reduce((a, b) => a + b, 0) / kl.length,
    klMax: Math.max(...kl),
  };
}

/** One comparison over the positions of several. */
export function joinComparisons(parts: readonly LogitComparison[]): LogitComparison {
  const positions = parts.reduce((sum, part) => sum + part.positions, 0);
  const mean = (of: 'argmaxEqual' | 'klMean') =>
    parts.reduce((sum, part) => sum + part[of] * part.positions, 0) / positions;
  return {
    positions,
    argmaxEqual: mean('argmaxEqual'),
    klMean: mean('klMean'),
    klMax: Math.max(...parts.map(({ klMax }) => klMax)),
  };
}

function argmaxOf(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}
