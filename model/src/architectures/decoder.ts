import { gatedSilu } from '../graph/ops/activation.js';
import { cachedAttention, ropeTables } from '../graph/ops/attention.js';
import { embedding } from '../graph/ops/embedding.js';
import { linear, type LinearWeights } from '../graph/ops/linear.js';
import { addRmsNorm, rmsNorm } from '../graph/ops/norm.js';
import { OnnxGraph } from '../graph/onnx-graph.js';
import type { GgufMetadata } from '../tensor/gguf-file.js';
import type { WeightFile } from '../tensor/weight-file.js';
import { loadEmbedding, loadLinear, type Precision } from './precision.js';

export interface DecoderConfig {
  layers: number;
  hidden: number;
  heads: number;
  kvHeads: number;
  headSize: number;
  vocabulary: number;
  contextTokens: number; // the most that the model was made for
  ropeTheta: number;
  ropeFactors: Float32Array | number;
  normEpsilon: number;
}

/** What one family of decoders does differently from the others. */
export interface DecoderFamily {
  architecture: string; // GGUF's `general.architecture`
  ropeInterleaved: boolean;
  config(metadata: GgufMetadata, file: WeightFile): DecoderConfig;
}

export interface DecoderGraphSpec {
  directory: string;
  precision: Precision;
  contextTokens: number;
}

/**
 * Inputs: ids [batch, time], last_positions [batch] (tokens of each row so far, less one), longest [1], rows [count]
 * (which of the batch * time positions need logits), and the cache. Outputs: logits [count, vocabulary], the cache.
 */
export function buildDecoder(
  file: WeightFile,
  family: DecoderFamily,
  config: DecoderConfig,
  spec: DecoderGraphSpec,
): string {
  const graph = new OnnxGraph(spec.directory);
  graph.input('ids', 'i64', ['batch', 'time']);
  graph.input('last_positions', 'i32', ['batch']);
  graph.input('longest', 'i32', [1]);
  graph.input('rows', 'i64', ['count']);
  const { headSize, ropeTheta, ropeFactors } = config;
  ropeTables(graph, { positions: spec.contextTokens, headSize, theta: ropeTheta, factors: ropeFactors });
  const table = loadEmbedding(file, 'token_embd.weight', spec.precision);
  let stream: Stream = { residual: embedding(graph, '/embedding', 'ids', table), delta: undefined };
  for (let layer = 0; layer < config.layers; layer++) {
    stream = decoderLayer({ graph, file, family, config, precision: spec.precision }, layer, stream);
  }
  const hidden = graph.node('Add', [stream.residual, stream.delta!], ['/final/sum']);
  head(graph, file, hidden, { config, precision: spec.precision });
  return graph.save();
}

/** The residual stream before its last addition, which the next norm does. */
interface Stream {
  residual: string;
  delta: string | undefined;
}

interface LayerContext {
  graph: OnnxGraph;
  file: WeightFile;
  family: DecoderFamily;
  config: DecoderConfig;
  precision: Precision;
}

function decoderLayer(context: LayerContext, layer: number, { residual, delta }: Stream): Stream {
  const { graph, file, family, config, precision } = context;
  const at = `/layers.${layer}`;
  const stored = (name: string) => `blk.${layer}.${name}.weight`;
  const norm = (name: string) => ({ weight: file.floats(stored(name)), epsilon: config.normEpsilon });
  const load = (...names: string[]) => loadLinear(file, names.map(stored), precision);

  const first =
    delta === undefined
      ? { y: rmsNorm(graph, `${at}/attn_norm`, residual, norm('attn_norm')), sum: residual }
      : addRmsNorm(graph, `${at}/attn_norm`, [residual, delta], norm('attn_norm'));
  const qkv = linear(graph, `${at}/attn/qkv`, first.y, load('attn_q', 'attn_k', 'attn_v'));
  const attended = cachedAttention(graph, `${at}/attn`, layer, qkv, {
    ...config,
    ropeInterleaved: family.ropeInterleaved,
  });
  const attention = linear(graph, `${at}/attn/out`, attended, load('attn_output'));
  const second = addRmsNorm(graph, `${at}/ffn_norm`, [first.sum, attention], norm('ffn_norm'));
  const gateUp = linear(graph, `${at}/ffn/gate_up`, second.y, load('ffn_gate', 'ffn_up'));
  const active = gatedSilu(graph, `${at}/ffn/act`, gateUp);
  return { residual: second.sum, delta: linear(graph, `${at}/ffn/down`, active, load('ffn_down')) };
}

interface HeadContext {
  config: DecoderConfig;
  precision: Precision;
}

/** Norm and vocabulary scores of the chosen rows only. */
function head(graph: OnnxGraph, file: WeightFile, hidden: string, { config, precision }: HeadContext): void {
  graph.node('Reshape', [hidden, graph.scalars('/final/shape', [-1, config.hidden])], ['/final/flat']);
  graph.node('Gather', ['/final/flat', 'rows'], ['/final/rows'], { axis: 0 });
  const norm = { weight: file.floats('output_norm.weight'), epsilon: config.normEpsilon };
  const x = rmsNorm(graph, '/final/norm', '/final/rows', norm);
  graph.node('Identity', [linearHead(graph, file, x, precision)], ['logits']);
  graph.output('logits', 'f32', ['count', config.vocabulary]);
}

function linearHead(graph: OnnxGraph, file: WeightFile, x: string, precision: Precision): string {
  const tied = !file.has('output.weight');
  const name = tied ? 'token_embd.weight' : 'output.weight';
  if (tied && precision === 'fp32')
    return graph.node('Gemm', [x, '/embedding.weight'], ['/head/y'], { transB: 1 });
  const weights: LinearWeights = loadLinear(file, [name], precision === 'fp32' ? 'fp32' : 'q8'); // 4 bits here ruin it
  return linear(
    graph,
    '/head',
    x,
    tied && weights.form === 'q8' ? { ...weights, tiedTo: '/embedding' } : weights,
  );
}
