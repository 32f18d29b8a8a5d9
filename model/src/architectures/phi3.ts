import type { WeightFile } from '../tensor/weight-file.js';
import type { DecoderConfig, DecoderFamily } from './decoder-config.js';
import { dividedRope, type Rope } from './rope.js';
import type { Settings } from './settings.js';

/** Phi-3, Phi-3.5 and Phi-4-mini: fused matrices, partly rotated heads, LongRoPE. */
export const phi3: DecoderFamily = {
  architecture: 'phi3',
  modelTypes: ['phi3'],
  block: { activation: 'silu', fused: true },
  hub: {
    names: { attn_qkv: 'self_attn.qkv_proj', ffn_up: 'mlp.gate_up_proj' },
  },
  adapt,
};

/**
 * LongRoPE has one set of factors up to the original context and another for longer texts. A cache cannot change from
 * one to the other, so the short set serves, and the context ends where it does.
 */
function adapt(config: DecoderConfig, settings: Settings, file: WeightFile): DecoderConfig {
  const factors = shortFactors(settings, file);
  const original = settings.number('rope.scaling.original_context_length', config.contextTokens);
  const contextTokens = factors ? Math.min(config.contextTokens, original) : config.contextTokens;
  const window = settings.number('attention.sliding_window', 0);
  const local = config.rope;
  return {
    ...config,
    contextTokens,
    rope: factors ? longRope(config, settings, { factors, original }) : config.rope,
    windows:
      window > 0 && window < contextTokens ? { tokens: window, rope: local, isLocal: () => true } : undefined,
  };
}

function shortFactors(settings: Settings, file: WeightFile): ArrayLike<number> | undefined {
  const name = 'rope_factors_short.weight';
  return file.has(name) ? file.floats(name) : settings.numbers('rope.scaling.short_factor');
}

interface LongRope {
  factors: ArrayLike<number>;
  original: number;
}

function longRope(config: DecoderConfig, settings: Settings, { factors, original }: LongRope): Rope {
  const rotated = settings.number('rope.dimension_count', config.headSize);
  const growth = config.contextTokens / original;
  const scale = growth <= 1 ? 1 : Math.sqrt(1 + Math.log(growth) / Math.log(original));
  const attention = settings.number('rope.scaling.attn_factor', scale);
  return dividedRope({ theta: settings.number('rope.freq_base', 10000), rotated }, factors, attention);
}
