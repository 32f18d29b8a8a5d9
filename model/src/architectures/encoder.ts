import { biasGelu } from '../graph/ops/activation.js';
import { paddedAttention } from '../graph/ops/attention.js';
import { embedding } from '../graph/ops/embedding.js';
import { linear } from '../graph/ops/linear.js';
import { addLayerNorm, layerNorm } from '../graph/ops/norm.js';
import { meanPool } from '../graph/ops/pooling.js';
import { OnnxGraph } from '../graph/onnx-graph.js';
import type { WeightFile } from '../tensor/weight-file.js';
import { loadEmbedding, loadLinear, type Precision } from './precision.js';

export interface EncoderConfig {
  layers: number;
  hidden: number;
  heads: number;
  maxTokens: number;
  normEpsilon: number;
}

/** Names of one layer's tensors, without `.weight` and `.bias`. */
export interface EncoderLayerNames {
  query: string;
  key: string;
  value: string;
  attentionOut: string;
  attentionNorm: string;
  up: string;
  down: string;
  outputNorm: string;
}

/** What one family of encoders does differently from the others. */
export interface EncoderFamily {
  modelType: string; // `model_type` in config.json
  config(json: Record<string, unknown>): EncoderConfig;
  words: string;
  positions: string;
  tokenTypes: string;
  embeddingNorm: string;
  layer(index: number): EncoderLayerNames;
}

export interface EncoderGraphSpec {
  directory: string;
  precision: Precision;
}

/** Inputs: ids and mask [batch, time]. Output: embeddings [batch, hidden], mean over tokens, length 1. */
export function buildEncoder(
  file: WeightFile,
  family: EncoderFamily,
  config: EncoderConfig,
  spec: EncoderGraphSpec,
): string {
  const graph = new OnnxGraph(spec.directory);
  graph.input('ids', 'i64', ['batch', 'time']);
  graph.input('mask', 'i32', ['batch', 'time']);
  let x = embed({ graph, file, family, config, precision: spec.precision });
  for (let layer = 0; layer < config.layers; layer++) {
    x = encoderLayer({ graph, file, family, config, precision: spec.precision }, layer, x);
  }
  graph.node('Identity', [meanPool(graph, '/pool', x, 'mask')], ['embeddings']);
  graph.output('embeddings', 'f32', ['batch', config.hidden]);
  return graph.save();
}

interface EncoderContext {
  graph: OnnxGraph;
  file: WeightFile;
  family: EncoderFamily;
  config: EncoderConfig;
  precision: Precision;
}

/** Word vectors plus positions, with the one token type that single texts use already added to the positions. */
function embed({ graph, file, family, config, precision }: EncoderContext): string {
  const words = embedding(graph, '/embedding', 'ids', loadEmbedding(file, family.words, precision));
  const positions = file.floats(family.positions);
  const type = file.floats(family.tokenTypes);
  for (let i = 0; i < positions.length; i++) positions[i]! += type[i % config.hidden]!;
  graph.constant('/positions.weight', 'f32', [positions.length / config.hidden, config.hidden], positions);
  const zero = graph.scalars('/zero', [0]);
  graph.node('Shape', ['ids'], ['/time'], { start: 1, end: 2 });
  graph.node('Slice', ['/positions.weight', zero, '/time', zero], ['/positions/y']);
  graph.node('Add', [words, '/positions/y'], ['/embedding/sum']);
  return layerNorm(graph, '/embedding/norm', '/embedding/sum', loadNorm(file, family.embeddingNorm, config));
}

function encoderLayer(context: EncoderContext, layer: number, x: string): string {
  const { graph, file, family, config, precision } = context;
  const at = `/layers.${layer}`;
  const names = family.layer(layer);
  const load = (...parts: string[]) =>
    loadLinear(
      file,
      parts.map((part) => `${part}.weight`),
      precision,
    );
  const bias = (part: string) => file.floats(`${part}.bias`);

  const qkv = linear(graph, `${at}/attn/qkv`, x, load(names.query, names.key, names.value));
  const qkvBias = joinFloats([names.query, names.key, names.value].map(bias));
  const attended = paddedAttention(
    graph,
    `${at}/attn`,
    { qkv, mask: 'mask' },
    { heads: config.heads, bias: qkvBias },
  );
  const attention = linear(graph, `${at}/attn/out`, attended, load(names.attentionOut));
  const added = (name: string, part: string) => graph.constant(name, 'f32', [config.hidden], bias(part));
  const middle = addLayerNorm(
    graph,
    `${at}/attn_norm`,
    { x: attention, residual: x, added: added(`${at}/attn/out.bias`, names.attentionOut) },
    loadNorm(file, names.attentionNorm, config),
  );
  const active = biasGelu(
    graph,
    `${at}/ffn/act`,
    linear(graph, `${at}/ffn/up`, middle, load(names.up)),
    bias(names.up),
  );
  const down = linear(graph, `${at}/ffn/down`, active, load(names.down));
  return addLayerNorm(
    graph,
    `${at}/ffn_norm`,
    { x: down, residual: middle, added: added(`${at}/ffn/down.bias`, names.down) },
    loadNorm(file, names.outputNorm, config),
  );
}

function loadNorm(file: WeightFile, name: string, { normEpsilon }: EncoderConfig) {
  return { weight: file.floats(`${name}.weight`), bias: file.floats(`${name}.bias`), epsilon: normEpsilon };
}

function joinFloats(parts: Float32Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]));
}
