import { gated, type GatedActivation } from '../graph/ops/activation.js';
import { embedding } from '../graph/ops/embedding.js';
import { linear } from '../graph/ops/linear.js';
import { rmsNorm } from '../graph/ops/norm.js';
import {
  biasedAttention,
  causalBias,
  maskBias,
  positionsBetween,
  relativeBias,
  splitHeads,
} from '../graph/ops/relative-attention.js';
import { OnnxGraph } from '../graph/onnx-graph.js';
import type { WeightFile } from '../tensor/weight-file.js';
import { loadEmbedding, loadLinear, type Precision } from './precision.js';

export interface EncoderDecoderConfig {
  layers: number;
  decoderLayers: number;
  hidden: number;
  heads: number;
  headSize: number;
  buckets: number; // of relative positions
  maxDistance: number;
  normEpsilon: number;
  activation: GatedActivation | 'relu'; // relu has no gate
  tied: boolean; // the embedding is the head
  scaledOutput: boolean; // by hidden^-0.5, before the head
  startToken: number;
}

type Side = 'encoder' | 'decoder';
interface AttentionNames {
  norm: string;
  query: string;
  key: string;
  value: string;
  out: string;
}

/** What one family of encoder-decoders does differently from the others: so far, its names. */
export interface EncoderDecoderFamily {
  modelTypes: readonly string[];
  config(json: Record<string, unknown>): EncoderDecoderConfig;
  embedding: string;
  relativeBias(side: Side): string;
  finalNorm(side: Side): string;
  selfAttention(side: Side, layer: number): AttentionNames;
  crossAttention(layer: number): AttentionNames;
  feedForward(
    side: Side,
    layer: number,
  ): { norm: string; up: string; gate: string; gatedUp: string; down: string };
}

export interface EncoderDecoderSpec {
  directory: string;
  precision: Precision;
}

interface Context {
  graph: OnnxGraph;
  file: WeightFile;
  family: EncoderDecoderFamily;
  config: EncoderDecoderConfig;
  precision: Precision;
  side: Side;
}

/** Inputs: ids and mask [batch, source]. Outputs: cross.N.key and cross.N.value [batch, heads, source, size] for each layer of the decoder. */
export function buildSourceEncoder(
  file: WeightFile,
  family: EncoderDecoderFamily,
  config: EncoderDecoderConfig,
  { directory, precision }: EncoderDecoderSpec,
): string {
  const graph = new OnnxGraph(directory);
  const context: Context = { graph, file, family, config, precision, side: 'encoder' };
  graph.input('ids', 'i64', ['batch', 'source']);
  graph.input('mask', 'i32', ['batch', 'source']);
  graph.node('Shape', ['ids'], ['/source'], { start: 1, end: 2 });
  const positions = positionsBetween(graph, '/positions', graph.scalars('/zero', [0]), '/source');
  const relative = relativeBiasOf(context, { queries: positions, keys: positions });
  const bias = graph.node('Add', [relative, maskBias(graph, '/mask', 'mask')], ['/self_bias']);
  let x = embed(context);
  for (let layer = 0; layer < config.layers; layer++) {
    const names = family.selfAttention('encoder', layer);
    const at = `/layers.${layer}`;
    const y = normed(context, `${at}/attn_norm`, x, names.norm);
    const [query, key, value] = (['query', 'key', 'value'] as const).map((part) =>
      heads(context, `${at}/attn/${part}`, y, names[part]),
    );
    const attended = biasedAttention(graph, `${at}/attn`, { query: query!, key: key!, value: value!, bias });
    x = graph.node('Add', [x, matrix(context, `${at}/attn/out`, attended, names.out)], [`${at}/attn/sum`]);
    x = feedForward(context, layer, x);
  }
  const hidden = normed(context, '/final', x, family.finalNorm('encoder'));
  for (let layer = 0; layer < config.decoderLayers; layer++) {
    const names = family.crossAttention(layer);
    for (const part of ['key', 'value'] as const) {
      const y = heads(context, `/cross.${layer}/${part}`, hidden, names[part]);
      graph.node('Identity', [y], [`cross.${layer}.${part}`]);
      graph.output(`cross.${layer}.${part}`, 'f32', ['batch', config.heads, 'source', config.headSize]);
    }
  }
  return graph.save();
}

/**
 * Inputs: ids [batch, time], mask [batch, source], cross.*, past.N.* [batch, heads, past, size]. Outputs: logits
 * [batch, time, vocabulary], present.N.* with the new positions at the end.
 */
export function buildTargetDecoder(
  file: WeightFile,
  family: EncoderDecoderFamily,
  config: EncoderDecoderConfig,
  { directory, precision }: EncoderDecoderSpec,
): string {
  const graph = new OnnxGraph(directory);
  const context: Context = { graph, file, family, config, precision, side: 'decoder' };
  graph.input('ids', 'i64', ['batch', 'time']);
  graph.input('mask', 'i32', ['batch', 'source']);
  for (let layer = 0; layer < config.decoderLayers; layer++) declareCaches(graph, config, layer);
  const bias = decoderBias(context);
  const crossBias = maskBias(graph, '/mask', 'mask');
  let x = embed(context);
  for (let layer = 0; layer < config.decoderLayers; layer++) {
    x = selfAttention(context, layer, x, bias);
    const names = family.crossAttention(layer);
    const at = `/layers.${layer}/cross`;
    const query = heads(context, `${at}/query`, normed(context, `${at}_norm`, x, names.norm), names.query);
    const [key, value] = [`cross.${layer}.key`, `cross.${layer}.value`];
    const attended = biasedAttention(graph, at, { query, key: key!, value: value!, bias: crossBias });
    x = graph.node('Add', [x, matrix(context, `${at}/out`, attended, names.out)], [`${at}/sum`]);
    x = feedForward(context, layer, x);
  }
  head(context, normed(context, '/final', x, family.finalNorm('decoder')));
  return graph.save();
}

function declareCaches(
  graph: OnnxGraph,
  { heads: count, headSize }: EncoderDecoderConfig,
  layer: number,
): void {
  for (const part of ['key', 'value']) {
    graph.input(`cross.${layer}.${part}`, 'f32', ['batch', count, 'source', headSize]);
    graph.input(`past.${layer}.${part}`, 'f32', ['batch', count, 'past', headSize]);
    graph.output(`present.${layer}.${part}`, 'f32', ['batch', count, 'total', headSize]);
  }
}

/** Relative bias and causality of the new positions towards all: [1, heads, time, total]. */
function decoderBias(context: Context): string {
  const { graph } = context;
  graph.node('Shape', ['past.0.key'], ['/past'], { start: 2, end: 3 });
  graph.node('Shape', ['ids'], ['/time'], { start: 1, end: 2 });
  graph.node('Add', ['/past', '/time'], ['/total']);
  const queries = positionsBetween(graph, '/queries', '/past', '/total');
  const keys = positionsBetween(graph, '/keys', graph.scalars('/zero', [0]), '/total');
  const relative = relativeBiasOf(context, { queries, keys });
  return graph.node('Add', [relative, causalBias(graph, '/causal', { queries, keys })], ['/self_bias']);
}

function selfAttention(context: Context, layer: number, x: string, bias: string): string {
  const { graph, family } = context;
  const names = family.selfAttention('decoder', layer);
  const at = `/layers.${layer}/attn`;
  const y = normed(context, `${at}_norm`, x, names.norm);
  const query = heads(context, `${at}/query`, y, names.query);
  const [key, value] = (['key', 'value'] as const).map((part) => {
    const fresh = heads(context, `${at}/${part}`, y, names[part]);
    return graph.node('Concat', [`past.${layer}.${part}`, fresh], [`present.${layer}.${part}`], { axis: 2 });
  });
  const attended = biasedAttention(graph, at, { query, key: key!, value: value!, bias });
  return graph.node('Add', [x, matrix(context, `${at}/out`, attended, names.out)], [`${at}/sum`]);
}

function feedForward(context: Context, layer: number, x: string): string {
  const { graph, file, family, config, precision, side } = context;
  const names = family.feedForward(side, layer);
  const at = `/layers.${layer}/ffn`;
  const y = normed(context, `${at}_norm`, x, names.norm);
  let active: string;
  if (config.activation === 'relu') {
    active = graph.node('Relu', [matrix(context, `${at}/up`, y, names.up)], [`${at}/active`]);
  } else {
    const both = linear(graph, `${at}/gate_up`, y, loadLinear(file, [names.gate, names.gatedUp], precision));
    active = gated(graph, `${at}/act`, both, config.activation);
  }
  return graph.node('Add', [x, matrix(context, `${at}/down`, active, names.down)], [`${at}/sum`]);
}

function embed({ graph, file, family, precision }: Context): string {
  return embedding(graph, '/embedding', 'ids', loadEmbedding(file, family.embedding, precision));
}

function normed({ graph, file, config }: Context, name: string, x: string, weight: string): string {
  return rmsNorm(graph, name, x, { weight: file.floats(weight), epsilon: config.normEpsilon });
}

function matrix({ graph, file, precision }: Context, name: string, x: string, weight: string): string {
  return linear(graph, name, x, loadLinear(file, [weight], precision));
}

function heads(context: Context, name: string, x: string, weight: string): string {
  const { graph, config } = context;
  return splitHeads(graph, name, matrix(context, name, x, weight), config);
}

function relativeBiasOf(context: Context, positions: { queries: string; keys: string }): string {
  const { graph, file, family, config, side } = context;
  const { buckets, maxDistance, heads: count } = config;
  const weight = file.floats(family.relativeBias(side));
  const bias = { buckets, maxDistance, heads: count, weight, bothWays: side === 'encoder' };
  return relativeBias(graph, '/relative', positions, bias);
}

function head(context: Context, hidden: string): void {
  const { graph, file, family, config, precision } = context;
  let x = hidden;
  if (config.scaledOutput) {
    const scale = graph.constant('/head/scale', 'f32', [], Float32Array.of(config.hidden ** -0.5));
    x = graph.node('Mul', [hidden, scale], ['/head/scaled']);
  }
  const name = config.tied ? family.embedding : 'lm_head.weight';
  const weights = loadLinear(file, [name], precision === 'fp32' ? 'fp32' : 'q8');
  graph.node('Identity', [linear(graph, '/head', x, weights)], ['logits']);
  graph.output('logits', 'f32', ['batch', 'time', weights.rows]);
}
