import type { GgufMetadata, GgufValue } from '../tensor/gguf-file.js';
import type { TensorInfo, WeightFile } from '../tensor/weight-file.js';
import type { DecoderFamily, HubDifferences } from './decoder-config.js';

const OUTSIDE: Readonly<Record<string, string>> = {
  'token_embd.weight': 'model.embed_tokens.weight',
  'output_norm.weight': 'model.norm.weight',
  'output.weight': 'lm_head.weight',
};

const IN_LAYER: Readonly<Record<string, string>> = {
  attn_norm: 'input_layernorm',
  attn_q: 'self_attn.q_proj',
  attn_k: 'self_attn.k_proj',
  attn_v: 'self_attn.v_proj',
  attn_q_norm: 'self_attn.q_norm',
  attn_k_norm: 'self_attn.k_norm',
  attn_output: 'self_attn.o_proj',
  ffn_norm: 'post_attention_layernorm',
  ffn_gate: 'mlp.gate_proj',
  ffn_up: 'mlp.up_proj',
  ffn_down: 'mlp.down_proj',
};

/** A hub checkpoint's tensors under GGUF's names and conventions, so that a family is written down once. */
export class HubWeights implements WeightFile {
  readonly tensors: ReadonlyMap<string, TensorInfo>;

  constructor(
    private readonly file: WeightFile,
    private readonly options: { differences: HubDifferences; tiedHead: boolean },
  ) {
    this.tensors = file.tensors;
  }

  has = (name: string): boolean =>
    !(name === 'output.weight' && this.options.tiedHead) && this.file.has(this.nameOf(name));
  info = (name: string): TensorInfo => this.file.info(this.nameOf(name));
  bytes = (name: string): Buffer => this.file.bytes(this.nameOf(name));

  floats(name: string): Float32Array {
    const values = this.file.floats(this.nameOf(name));
    const { normOffset } = this.options.differences;
    if (normOffset && name.endsWith('_norm.weight'))
      for (let i = 0; i < values.length; i++) values[i]! += normOffset;
    return values;
  }

  close(): void {
    this.file.close();
  }

  private nameOf(name: string): string {
    const layered = /^blk\.(\d+)\.(\w+)\.(weight|bias)$/.exec(name);
    if (!layered) return OUTSIDE[name] ?? name;
    const [, layer, part, kind] = layered as unknown as [string, string, string, string];
    return `model.layers.${layer}.${this.options.differences.names?.[part] ?? IN_LAYER[part] ?? part}.${kind}`;
  }
}

type Json = Readonly<Record<string, unknown>>;
const record = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});

const ACTIVATIONS: Record<string, string> = { silu: 'silu', swish: 'silu', gelu_pytorch_tanh: 'gelu-tanh' };

/** A decoder's config.json under GGUF's names. `rope.interleaved` is ours: GGUF has no word for it. */
export function hubMetadata(json: Json, family: DecoderFamily): GgufMetadata {
  refuseUnsupported(json, family);
  const rope = ropeOf(json);
  const heads = json['num_attention_heads'];
  const headSize = json['head_dim'] ?? Number(json['hidden_size']) / Number(heads);
  const settings: Record<string, unknown> = {
    block_count: json['num_hidden_layers'],
    context_length: json['max_position_embeddings'],
    embedding_length: json['hidden_size'],
    'attention.head_count': heads,
    'attention.head_count_kv': json['num_key_value_heads'],
    'attention.key_length': headSize,
    'attention.layer_norm_rms_epsilon': json['rms_norm_eps'],
    'attention.sliding_window': json['sliding_window'],
    'rope.freq_base': json['rope_theta'] ?? rope['rope_theta'],
    'rope.dimension_count':
      Number(headSize) * Number(json['partial_rotary_factor'] ?? rope['partial_rotary_factor'] ?? 1),
    'rope.interleaved': false,
    ...ropeScaling(rope, json),
    ...family.hub?.settings?.(json),
  };
  const known = Object.entries(settings).filter(([, value]) => value !== undefined && value !== null);
  const prefixed = known.map(
    ([key, value]) => [`${family.architecture}.${key}`, value as GgufValue] as const,
  );
  return new Map<string, GgufValue>([['general.architecture', family.architecture], ...prefixed]);
}

/** `rope_scaling`, or transformers 5's `rope_parameters`, by layer type where there are several. */
function ropeOf(json: Json): Json {
  const rope = record(json['rope_parameters'] ?? json['rope_scaling']);
  return 'full_attention' in rope ? record(rope['full_attention']) : rope;
}

function ropeScaling(rope: Json, json: Json): Record<string, unknown> {
  const type = rope['rope_type'] ?? rope['type'] ?? 'none';
  if (type === 'none' || type === 'default') return {};
  for (const key of ['mscale', 'mscale_all_dim', 'short_mscale', 'long_mscale'])
    if (rope[key]) throw new Error(`Positions scaled with ${key} are not supported.`);
  if (rope['truncate'] === false) throw new Error('YaRN with untruncated bounds is not supported.');
  const original = rope['original_max_position_embeddings'] ?? json['original_max_position_embeddings'];
  const longRope = type === 'longrope' || type === 'su';
  return {
    'rope.scaling.type': longRope ? undefined : type, // the family with LongRoPE knows it by its factors
    'rope.scaling.factor': rope['factor'],
    'rope.scaling.original_context_length': original ?? json['max_position_embeddings'],
    'rope.scaling.low_freq_factor': rope['low_freq_factor'],
    'rope.scaling.high_freq_factor': rope['high_freq_factor'],
    'rope.scaling.yarn_beta_fast': rope['beta_fast'],
    'rope.scaling.yarn_beta_slow': rope['beta_slow'],
    'rope.scaling.attention_factor': longRope ? undefined : rope['attention_factor'],
    'rope.scaling.attn_factor': longRope ? rope['attention_factor'] : undefined,
    'rope.scaling.short_factor': rope['short_factor'],
  };
}

function refuseUnsupported(json: Json, { architecture, block }: DecoderFamily): void {
  const activation = String(json['hidden_activation'] ?? json['hidden_act'] ?? 'silu');
  if (ACTIVATIONS[activation] !== block.activation)
    throw new Error(`The activation "${activation}" is not supported for ${architecture}.`);
  if (json['num_local_experts'] ?? json['num_experts'])
    throw new Error('Mixture-of-experts models are not supported.');
  if (json['use_sliding_window'] === true) throw new Error('Qwen with a sliding window is not supported.');
  if (json['model_type'] === 'mistral' && typeof json['sliding_window'] === 'number')
    throw new Error('Mistral with a sliding window is not supported.');
  for (const key of ['final_logit_softcapping', 'attn_logit_softcapping'])
    if (json[key]) throw new Error(`Capped scores (${key}) are not supported.`);
  if (json['quantization_config'])
    throw new Error('Checkpoints that are quantised on the hub are not supported; use GGUF.');
}
