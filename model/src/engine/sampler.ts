import { seededRandom } from './random.js';
import type { SamplingOptions } from './sampling.js';

/** One token that may come next, with its weight before normalising. */
interface Candidate {
  id: number;
  weight: number; // exp(logit - largest logit)
}

/**
 * Chooses one request's tokens: repetition penalty, temperature, top-k, top-p, min-p, then a draw. The same options,
 * prompt and logits give the same tokens.
 */
export class Sampler {
  private readonly seen: Set<number>;
  private readonly random: () => number;

  constructor(
    private readonly options: SamplingOptions,
    promptIds: readonly number[],
  ) {
    this.seen = new Set(promptIds);
    this.random = seededRandom(options.seed);
  }

  /** The next token id. May change `logits`. */
  sample(logits: Float32Array): number {
    this.penalise(logits);
    const id = this.options.temperature === 0 ? argmax(logits) : this.draw(logits);
    this.seen.add(id);
    return id;
  }

  private penalise(logits: Float32Array): void {
    const { repetitionPenalty } = this.options;
    if (repetitionPenalty === 1) return;
    for (const id of this.seen) {
      const logit = logits[id]!;
      logits[id] = logit > 0 ? logit / repetitionPenalty : logit * repetitionPenalty;
    }
  }

  private draw(logits: Float32Array): number {
    const { temperature, topK, topP, minP } = this.options;
    if (topK === 0 && topP === 1) return this.drawUnsorted(expWeights(logits, temperature), minP);
    const candidates = chooseCandidates(logits, this.options);
    const total = candidates.reduce((sum, { weight }) => sum + weight, 0);
    let left = this.random() * total;
    for (const { id, weight } of candidates) {
      left -= weight;
      if (left < 0) return id;
    }
    return candidates.at(-1)!.id;
  }

  /** Without top-k and top-p the order does not matter, and sorting a whole vocabulary costs more than a step. */
  private drawUnsorted(weights: Float64Array, minP: number): number {
    let total = 0;
    for (const weight of weights) if (weight >= minP) total += weight;
    let left = this.random() * total;
    let last = 0;
    for (let id = 0; id < weights.length; id++) {
      if (weights[id]! < minP || weights[id] === 0) continue; // 0: not allowed
      left -= weights[id]!;
      last = id;
      if (left < 0) break;
    }
    return last;
  }
}

/** exp((logit - largest) / temperature): the likeliest weighs 1. */
function expWeights(logits: Float32Array, temperature: number): Float64Array {
  const { exp } = Math;
  const largest = logits[argmax(logits)]!;
  const weights = new Float64Array(logits.length);
  for (let i = 0; i < logits.length; i++) weights[i] = exp((logits[i]! - largest) / temperature);
  return weights;
}

/** The index of the largest value, the lowest among equals. */
export function argmax(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}

/** Tokens that top-k, top-p and min-p leave, likeliest first. Without limits: all of them. */
export function chooseCandidates(logits: Float32Array, options: Omit<SamplingOptions, 'seed'>): Candidate[] {
  const { topK, topP, minP } = options;
  const weights = expWeights(logits, options.temperature);
  let total = 0;
  for (const weight of weights) total += weight;
  let candidates = likeliest(weights, topK, topK > 0 ? Infinity : topP * total);
  if (topK > 0 && topP < 1) candidates = keepMass(candidates, topP);
  return minP > 0 ? candidates.filter(({ weight }) => weight >= minP) : candidates; // the likeliest weighs 1
}

/**
 * The likeliest `count` tokens (0: any number), or as many as reach `mass`. Sorts only those above a threshold that is
 * lowered until enough are found, because sorting a whole vocabulary would cost more than the network's last layer.
 */
function likeliest(weights: Float64Array, count: number, mass: number): Candidate[] {
  for (const threshold of [1e-2, 1e-4, 1e-7, 0]) {
    const found = above(weights, threshold);
    const weight = found.reduce((sum, c) => sum + c.weight, 0);
    const enough = count > 0 ? found.length >= count : weight >= mass;
    if (!enough && threshold > 0) continue;
    found.sort((a, b) => b.weight - a.weight || a.id - b.id);
    return count > 0 ? found.slice(0, count) : takeMass(found, mass);
  }
  return [];
}

function above(weights: Float64Array, threshold: number): Candidate[] {
  const found: Candidate[] = [];
  for (let id = 0; id < weights.length; id++)
    if (weights[id]! >= threshold && weights[id]! > 0) found.push({ id, weight: weights[id]! });
  return found;
}

function keepMass(candidates: Candidate[], share: number): Candidate[] {
  return takeMass(candidates, share * candidates.reduce((sum, { weight }) => sum + weight, 0));
}

/** The shortest beginning that reaches the mass, never empty. */
function takeMass(candidates: Candidate[], mass: number): Candidate[] {
  let sum = 0;
  for (let i = 0; i < candidates.length; i++) {
    sum += candidates[i]!.weight;
    if (sum >= mass) return candidates.slice(0, i + 1);
  }
  return candidates;
}
