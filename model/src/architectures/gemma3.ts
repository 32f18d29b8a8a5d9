import type { DecoderConfig, DecoderFamily } from './decoder-config.js';
import { plainRope } from './rope.js';
import type { Settings } from './settings.js';

const PATTERN = 6; // every sixth layer sees all
const LOCAL_THETA = 10_000; // older GGUF files do not name it

/** Gemma 3: head norms, four norms a layer, GeGLU, a scaled embedding, and layers that see a window. */
export const gemma3: DecoderFamily = {
  architecture: 'gemma3',
  modelTypes: ['gemma3_text'],
  block: { activation: 'gelu-tanh', headNorms: true, postNorms: true },
  hub: {
    names: {
      post_attention_norm: 'post_attention_layernorm',
      ffn_norm: 'pre_feedforward_layernorm',
      post_ffw_norm: 'post_feedforward_layernorm',
    },
    normOffset: 1, // the hub's layers multiply by 1 + weight
    settings: hubSettings,
  },
  adapt,
};

function adapt(config: DecoderConfig, settings: Settings): DecoderConfig {
  const rotated = config.headSize;
  return {
    ...config,
    embeddingScale: Math.sqrt(config.hidden),
    attentionScale: attentionScale(config, settings),
    windows: {
      tokens: settings.number('attention.sliding_window'),
      rope: plainRope({ theta: settings.number('rope.freq_base_swa', LOCAL_THETA), rotated }),
      isLocal: localLayers(settings),
    },
  };
}

/** 27B alone divides by the width of a head's share of the model, not of its head. */
function attentionScale(config: DecoderConfig, settings: Settings): number {
  const is27B = config.layers === 62;
  return (
    1 /
    Math.sqrt(
      settings.number('attention.query_scalar', is27B ? config.hidden / config.heads : config.headSize),
    )
  );
}

function localLayers(settings: Settings): (layer: number) => boolean {
  const pattern = settings.get('attention.sliding_window_pattern') ?? PATTERN;
  if (Array.isArray(pattern)) return (layer) => pattern[layer] === true;
  return (layer) => (layer + 1) % Number(pattern) !== 0;
}

function hubSettings(json: Readonly<Record<string, unknown>>) {
  if (json['use_bidirectional_attention']) throw new Error('Gemma 3 as an embedder is not supported.');
  const types = json['layer_types'];
  const number = (key: string) => (typeof json[key] === 'number' ? json[key] : undefined);
  return {
    'attention.query_scalar': number('query_pre_attn_scalar'),
    'attention.sliding_window_pattern': Array.isArray(types)
      ? types.map((type) => type === 'sliding_attention')
      : number('sliding_window_pattern'),
    'rope.freq_base_swa': number('rope_local_base_freq') ?? localTheta(json),
  };
}

/** transformers 5 names both bases by the type of layer. */
function localTheta(json: Readonly<Record<string, unknown>>): number | undefined {
  const parameters = json['rope_parameters'] as Record<string, Record<string, unknown>> | undefined;
  const theta = parameters?.['sliding_attention']?.['rope_theta'];
  return typeof theta === 'number' ? theta : undefined;
}
