import { biasGelu } from '../graph/ops/activation.js';
import { fullAttention } from '../graph/ops/attention.js';
import { embedding } from '../graph/ops/embedding.js';
import { addBias, linear, linears } from '../graph/ops/linear.js';
import { addLayerNorm, layerNorm } from '../graph/ops/norm.js';
import { firstToken, meanPool, unitLength } from '../graph/ops/pooling.js';
import { OnnxGraph } from '../graph/onnx-graph.js';
import type { WeightFile } from '../tensor/weight-file.js';
import { encoderPrefix, type EncoderConfig, type EncoderFamily } from './encoder-family.js';
import { loadEmbedding, loadLinear, type EncoderPrecision } from './precision.js';

export interface EncoderGraphSpec {
  directory: string;
  precision: EncoderPrecision;
  /** `mean`: over the tokens; `first`: the first token's vector; `classify`: the classification head's scores. */
  output?: 'mean' | 'first' | 'classify';
}

/**
 * Inputs: ids [batch, time] of texts of one length; with `classify` also types, 1 in a pair's second text. Output:
 * embeddings [batch, hidden] of length 1, or scores [batch, labels].
 */
export function buildEncoder(
  file: WeightFile,
  family: EncoderFamily,
  config: EncoderConfig,
  { directory, precision, output = 'mean' }: EncoderGraphSpec,
): string {
  const graph = new OnnxGraph(directory);
  graph.input('ids', 'i64', ['batch', 'time']);
  const context = { graph, file, family, config, precision, prefix: encoderPrefix(file, family) };
  if (output === 'classify') graph.input('types', 'i64', ['batch', 'time']);
  let x = embed(context, output === 'classify');
  for (let layer = 0; layer < config.layers; layer++) x = encoderLayer(context, layer, x);
  if (output === 'classify') classify(context, x);
  else {
    const pooled = output === 'mean' ? meanPool(graph, '/pool', x) : firstToken(graph, '/pool', x);
    graph.node('Identity', [unitLength(graph, '/pool', pooled)], ['embeddings']);
    graph.output('embeddings', 'f32', ['batch', config.hidden]);
  }
  return graph.save();
}

interface EncoderContext {
  graph: OnnxGraph;
  file: WeightFile;
  family: EncoderFamily;
  config: EncoderConfig;
  precision: EncoderPrecision;
  prefix: string;
}

/** Words plus positions plus token types; a single text's one type is added to the positions beforehand. */
function embed({ graph, file, family, config, precision, prefix }: EncoderContext, pairs: boolean): string {
  const words = embedding(
    graph,
    '/embedding',
    'ids',
    loadEmbedding(file, prefix + family.words, precision === 'q8' ? 'q8' : 'fp32'),
  );
  const { firstPosition, hidden } = config;
  const positions = file.floats(prefix + family.positions).slice(firstPosition * hidden);
  const types = file.floats(prefix + family.tokenTypes);
  if (!pairs) for (let i = 0; i < positions.length; i++) positions[i]! += types[i % hidden]!;
  graph.constant('/positions.weight', 'f32', [positions.length / hidden, hidden], positions);
  const zero = graph.scalars('/zero', [0]);
  graph.node('Shape', ['ids'], ['/time'], { start: 1, end: 2 });
  graph.node('Slice', ['/positions.weight', zero, '/time', zero], ['/positions/y']);
  let sum = graph.node('Add', [words, '/positions/y'], ['/embedding/sum']);
  if (pairs) {
    graph.constant('/types.weight', 'f32', [types.length / hidden, hidden], types);
    const last = graph.scalars('/types/last', [types.length / hidden - 1]); // RoBERTa has one type
    graph.node('Min', ['types', last], ['/types/ids']);
    graph.node('Gather', ['/types.weight', '/types/ids'], ['/types/y']);
    sum = graph.node('Add', [sum, '/types/y'], ['/embedding/typed']);
  }
  return layerNorm(graph, '/embedding/norm', sum, loadNorm(file, prefix + family.embeddingNorm, config));
}

function encoderLayer(context: EncoderContext, layer: number, x: string): string {
  const { graph, file, family, config, precision, prefix } = context;
  const at = `/layers.${layer}`;
  const names = family.layer(layer);
  const weights = (part: string) => loadLinear(file, [`${prefix}${part}.weight`], precision);
  const bias = (part: string) => file.floats(`${prefix}${part}.bias`);
  const normOf = (part: string) => loadNorm(file, prefix + part, config);
  const withBias = (name: string, input: string, part: string) =>
    addBias(graph, name, linear(graph, name, input, weights(part)), bias(part));

  const inputs = ['query', 'key', 'value'] as const;
  const rows = linears(
    graph,
    x,
    inputs.map((part) => ({ name: `${at}/attn/${part}`, weights: weights(names[part]) })),
  );
  const attended = fullAttention(graph, `${at}/attn`, rows as [string, string, string], {
    heads: config.heads,
    bias: joinFloats(inputs.map((part) => bias(names[part]))),
  });
  const attention = withBias(`${at}/attn/out`, attended, names.attentionOut);
  const middle = addLayerNorm(graph, `${at}/attn_norm`, [attention, x], normOf(names.attentionNorm));
  const up = linear(graph, `${at}/ffn/up`, middle, weights(names.up));
  const active = biasGelu(graph, `${at}/ffn/act`, up, bias(names.up));
  const down = withBias(`${at}/ffn/down`, active, names.down);
  return addLayerNorm(graph, `${at}/ffn_norm`, [down, middle], normOf(names.outputNorm));
}

/** tanh(dense(first token)), then the scores of the labels. */
function classify({ graph, file, family, precision }: EncoderContext, x: string): void {
  const { dense, out } = family.classifier;
  const held = precision === 'q8' ? 'q8' : 'fp32'; // one token of each text: exact costs nothing
  const withBias = (name: string, input: string, part: string) => {
    const y = linear(graph, name, input, loadLinear(file, [`${part}.weight`], held));
    return addBias(graph, name, y, file.floats(`${part}.bias`));
  };
  const hidden = withBias('/classifier/dense', firstToken(graph, '/classifier', x), dense);
  graph.node('Tanh', [hidden], ['/classifier/active']);
  graph.node('Identity', [withBias('/classifier/out', '/classifier/active', out)], ['scores']);
  graph.output('scores', 'f32', ['batch', file.info(`${out}.weight`).shape[0]!]);
}

function loadNorm(file: WeightFile, name: string, { normEpsilon }: EncoderConfig) {
  return { weight: file.floats(`${name}.weight`), bias: file.floats(`${name}.bias`), epsilon: normEpsilon };
}

function joinFloats(parts: Float32Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]));
}
