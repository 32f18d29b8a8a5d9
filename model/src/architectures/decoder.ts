import { gated } from '../graph/ops/activation.js';
import { cachedAttention, ropeTables, type AttentionRows } from '../graph/ops/attention.js';
import { embedding } from '../graph/ops/embedding.js';
import { addBias, linear, type LinearWeights } from '../graph/ops/linear.js';
import { lowRank } from '../graph/ops/low-rank.js';
import { addRmsNorm, headNorm, rmsNorm } from '../graph/ops/norm.js';
import { OnnxGraph } from '../graph/onnx-graph.js';
import type { WeightFile } from '../tensor/weight-file.js';
import { ADAPTER_VARIANTS, adapterSites, placeName, rowsOf, type AdapterSite } from './adapter-sites.js';
import type { DecoderBlock, DecoderConfig, DecoderFamily } from './decoder-config.js';
import { loadEmbedding, loadLinear, type Precision } from './precision.js';

export interface DecoderGraphSpec {
  directory: string;
  precision: Precision;
  contextTokens: number;
}

/**
 * Inputs: ids [batch, time], last_positions [batch] (tokens of each row so far, less one), longest [1], rows [count]
 * (which of the batch * time positions need logits), and the cache. Outputs: logits [count, vocabulary], the cache.
 * Variants of the graph (`ADAPTER_VARIANTS`) take the factors of adapters as well.
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
  ropeTables(graph, 'rope', { positions: spec.contextTokens, ...config.rope });
  if (config.windows)
    ropeTables(graph, 'rope.local', { positions: spec.contextTokens, ...config.windows.rope });
  const sites = new Map(adapterSites(config, family.block).map((site) => [site.name, site]));
  const { block } = family;
  const context: LayerContext = { graph, file, block, config, precision: spec.precision, sites };
  let stream: Stream = { residual: embed(context), delta: undefined };
  for (let layer = 0; layer < config.layers; layer++) stream = decoderLayer(context, layer, stream);
  head(context, graph.node('Add', [stream.residual, stream.delta!], ['/final/sum']));
  return graph.save(ADAPTER_VARIANTS);
}

/** The residual stream before its last addition, which the next norm does. */
interface Stream {
  residual: string;
  delta: string | undefined;
}

interface LayerContext {
  graph: OnnxGraph;
  file: WeightFile;
  block: DecoderBlock;
  config: DecoderConfig;
  precision: Precision;
  sites: ReadonlyMap<string, AdapterSite>;
}

function embed({ graph, file, config, precision }: LayerContext): string {
  const x = embedding(graph, '/embedding', 'ids', loadEmbedding(file, 'token_embd.weight', precision));
  if (config.embeddingScale === undefined) return x;
  const scale = graph.constant('/embedding/scale', 'f32', [], Float32Array.of(config.embeddingScale));
  return graph.node('Mul', [x, scale], ['/embedding/scaled']);
}

function decoderLayer(context: LayerContext, layer: number, { residual, delta }: Stream): Stream {
  const { graph, file, block, config, precision } = context;
  const at = `/layers.${layer}`;
  const stored = (name: string) => `blk.${layer}.${name}.weight`;
  const norm = (name: string) => ({ weight: file.floats(stored(name)), epsilon: config.normEpsilon });
  const load = (...names: string[]) => loadLinear(file, names.map(stored), precision);
  const adapted = (site: string, path: string, x: string, weights: LinearWeights) =>
    adaptedLinear(context, { layer, site, path: `${at}/${path}`, x, weights });
  const again = (name: string, x: string) =>
    block.postNorms ? rmsNorm(graph, `${at}/${name}`, x, norm(name)) : x;

  const first =
    delta === undefined
      ? { y: rmsNorm(graph, `${at}/attn_norm`, residual, norm('attn_norm')), sum: residual }
      : addRmsNorm(graph, `${at}/attn_norm`, [residual, delta], norm('attn_norm'));
  const qkvWeights = block.fused ? load('attn_qkv') : load('attn_q', 'attn_k', 'attn_v');
  const qkv = adapted('qkv', 'attn/qkv', first.y, qkvWeights);
  const attended = attention(context, layer, qkv);
  const out = adapted('out', 'attn/out', attended, load('attn_output'));
  const second = addRmsNorm(
    graph,
    `${at}/ffn_norm`,
    [first.sum, again('post_attention_norm', out)],
    norm('ffn_norm'),
  );
  const gateUpWeights = block.fused ? load('ffn_up') : load('ffn_gate', 'ffn_up');
  const gateUp = adapted('gate_up', 'ffn/gate_up', second.y, gateUpWeights);
  const active = gated(graph, `${at}/ffn/act`, gateUp, block.activation);
  const down = adapted('down', 'ffn/down', active, load('ffn_down'));
  return { residual: second.sum, delta: again('post_ffw_norm', down) };
}

interface LinearSite {
  layer: number;
  site: string;
  path: string;
  x: string;
  weights: LinearWeights;
}

/** A linear that adapters may change, in the variants that let them. */
function adaptedLinear(
  { graph, sites }: LayerContext,
  { layer, site, path, x, weights }: LinearSite,
): string {
  const y = linear(graph, path, x, weights);
  const adapter = sites.get(site)!;
  const shape = { columns: adapter.columns, rows: rowsOf(adapter) };
  return graph.optional(adapter.part, y, () =>
    lowRank(graph, { name: placeName(layer, adapter), x, y, ...shape }),
  );
}

function attention(context: LayerContext, layer: number, qkv: string): string {
  const { graph, file, block, config } = context;
  const name = `/layers.${layer}/attn`;
  const floats = (part: string, kind: string) => file.floats(`blk.${layer}.${part}.${kind}`);
  let rows: AttentionRows = qkv;
  if (block.qkvBias) {
    const biases = ['attn_q', 'attn_k', 'attn_v'].map((part) => floats(part, 'bias'));
    rows = addBias(graph, `${name}/qkv`, qkv, Float32Array.from(biases.flatMap((bias) => [...bias])));
  }
  if (block.headNorms) rows = normalisedRows(context, layer, rows);
  const local = config.windows?.isLocal(layer) ? config.windows : undefined;
  const { heads, kvHeads, headSize, ropeInterleaved, attentionScale: scale } = config;
  const rope = local ? 'rope.local' : 'rope';
  const spec = { heads, kvHeads, headSize, ropeInterleaved, rope, scale, window: local?.tokens };
  return cachedAttention(graph, name, layer, rows, spec);
}

/** Query and key heads, each divided by its own size: the attention operator cannot do it on a CPU. */
function normalisedRows({ graph, file, config }: LayerContext, layer: number, qkv: string): AttentionRows {
  const name = `/layers.${layer}/attn`;
  const { heads, kvHeads, headSize, normEpsilon } = config;
  const [query, key, value] = ['query', 'key', 'value'].map((part) => `${name}/${part}`) as [
    string,
    string,
    string,
  ];
  const widths = graph.scalars(
    '/qkv_widths',
    [heads, kvHeads, kvHeads].map((count) => count * headSize),
  );
  graph.node('Split', [qkv, widths], [query, key, value], { axis: -1 });
  const normalised = (x: string, part: string, count: number) => {
    const norm = { weight: file.floats(`blk.${layer}.${part}.weight`), epsilon: normEpsilon };
    return headNorm(graph, `${name}/${part}`, x, { heads: count, norm });
  };
  return {
    query: normalised(query, 'attn_q_norm', heads),
    key: normalised(key, 'attn_k_norm', kvHeads),
    value,
  };
}

/** Norm and vocabulary scores of the chosen rows only. */
function head({ graph, file, config, precision }: LayerContext, hidden: string): void {
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
