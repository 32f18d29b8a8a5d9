import type { WeightFile } from '../tensor/weight-file.js';
import type { Settings } from './settings.js';

/** Rotary positions: one frequency for each pair of dimensions, and a factor on cos and sin. */
export interface Rope {
  frequencies: Float64Array; // [rotated dimensions / 2]
  scale: number;
}

export interface RopeBase {
  theta: number;
  rotated: number; // dimensions of a head that turn
}

export function plainRope({ theta, rotated }: RopeBase): Rope {
  const frequencies = Float64Array.from({ length: rotated / 2 }, (_, i) => theta ** ((-2 * i) / rotated));
  return { frequencies, scale: 1 };
}

/** Every frequency divided by its own factor, or by the same one. */
export function dividedRope(base: RopeBase, factors: ArrayLike<number> | number, scale = 1): Rope {
  const { frequencies } = plainRope(base);
  const factorOf = (i: number) => (typeof factors === 'number' ? factors : factors[i]!);
  if (typeof factors !== 'number' && factors.length !== frequencies.length)
    throw new Error(`This model has ${factors.length} rotary factors for ${frequencies.length} frequencies.`);
  return { frequencies: frequencies.map((frequency, i) => frequency / factorOf(i)), scale };
}

export interface Llama3Scaling {
  factor: number;
  lowFrequencyFactor: number;
  highFrequencyFactor: number;
  originalContext: number;
}

/** Llama 3.1: slow frequencies are divided by the factor, fast ones kept, those between blended. */
export function llama3Factors(base: RopeBase, scaling: Llama3Scaling): Float64Array {
  const { factor, lowFrequencyFactor: low, highFrequencyFactor: high, originalContext } = scaling;
  return plainRope(base).frequencies.map((frequency) => {
    const turns = (originalContext * frequency) / (2 * Math.PI);
    const share = Math.min(1, Math.max(0, (turns - low) / (high - low)));
    return 1 / ((1 - share) / factor + share);
  });
}

export interface YarnScaling {
  factor: number;
  originalContext: number;
  betaFast: number;
  betaSlow: number;
  attentionFactor: number | undefined;
}

/** YaRN (arXiv 2309.00071): interpolates what turns fewer than `betaSlow` times in the original context. */
export function yarnRope(base: RopeBase, scaling: YarnScaling): Rope {
  const { factor, originalContext, betaFast, betaSlow } = scaling;
  const { theta, rotated } = base;
  const dimensionOf = (turns: number) =>
    (rotated * Math.log(originalContext / (turns * 2 * Math.PI))) / (2 * Math.log(theta));
  const first = Math.max(0, Math.floor(dimensionOf(betaFast)));
  const last = Math.min(rotated - 1, Math.ceil(dimensionOf(betaSlow)));
  const frequencies = plainRope(base).frequencies.map((frequency, i) => {
    const interpolated = Math.min(1, Math.max(0, (i - first) / Math.max(0.001, last - first)));
    return (interpolated * frequency) / factor + (1 - interpolated) * frequency;
  });
  return { frequencies, scale: scaling.attentionFactor ?? 0.1 * Math.log(factor) + 1 };
}

const ROPE_FACTORS = 'rope_freqs.weight'; // what GGUF keeps of Llama 3's scaling

/** The rotary positions that a checkpoint asks for; what is not known is refused, never approximated. */
export function readRope(settings: Settings, file: WeightFile, base: RopeBase): Rope {
  if (file.has(ROPE_FACTORS)) return dividedRope(base, file.floats(ROPE_FACTORS));
  const number = (key: string, fallback?: number) => settings.number(`rope.scaling.${key}`, fallback);
  const type = settings.text('rope.scaling.type', 'none');
  switch (type) {
    case 'none':
    case 'default':
      return plainRope(base);
    case 'linear':
      return dividedRope(base, number('factor'));
    case 'llama3':
      return dividedRope(
        base,
        llama3Factors(base, {
          factor: number('factor'),
          lowFrequencyFactor: number('low_freq_factor'),
          highFrequencyFactor: number('high_freq_factor'),
          originalContext: number('original_context_length'),
        }),
      );
    case 'yarn':
      if (settings.number('rope.scaling.attn_factor', 1) !== 1)
        throw new Error('YaRN with an attention factor in GGUF is not supported.');
      return yarnRope(base, {
        factor: number('factor'),
        originalContext: number('original_context_length'),
        betaFast: number('yarn_beta_fast', 32),
        betaSlow: number('yarn_beta_slow', 1),
        attentionFactor: settings.has('rope.scaling.attention_factor')
          ? number('attention_factor')
          : undefined,
      });
    default:
      throw new Error(`This model scales its positions by "${type}", which is not supported.`);
  }
}
