import type { OnnxGraph } from '../onnx-graph.js';

export interface RmsNorm {
  weight: Float32Array;
  epsilon: number;
}

/** x / rms(x) * weight over the last axis. */
export function rmsNorm(graph: OnnxGraph, name: string, x: string, { weight, epsilon }: RmsNorm): string {
  graph.constant(`${name}.weight`, 'f32', [weight.length], weight);
  return graph.node('SimplifiedLayerNormalization', [x, `${name}.weight`], [`${name}/y`], {
    axis: -1,
    epsilon: { float: epsilon },
    stash_type: 1,
  });
}

/** rmsNorm of each head of x [batch, time, heads * size] on its own; the weight [size] is theirs in common. */
export function headNorm(
  graph: OnnxGraph,
  name: string,
  x: string,
  { heads, norm }: { heads: number; norm: RmsNorm },
): string {
  const size = norm.weight.length;
  graph.node(
    'Reshape',
    [x, graph.scalars(`/head_shape.${heads}.${size}`, [0, 0, heads, size])],
    [`${name}/heads`],
  );
  const y = rmsNorm(graph, name, `${name}/heads`, norm);
  return graph.node('Reshape', [y, graph.scalars('/row_shape', [0, 0, -1])], [`${name}/rows`]);
}

/** rmsNorm(a + b), and a + b itself for the next residual. */
export function addRmsNorm(
  graph: OnnxGraph,
  name: string,
  [a, b]: [string, string],
  { weight, epsilon }: RmsNorm,
) {
  graph.constant(`${name}.weight`, 'f32', [weight.length], weight);
  const y = `${name}/y`;
  const sum = `${name}/sum`;
  graph.contrib('SkipSimplifiedLayerNormalization', [a, b, `${name}.weight`], [y, '', '', sum], {
    epsilon: { float: epsilon },
  });
  return { y, sum };
}

export interface LayerNorm extends RmsNorm {
  bias: Float32Array;
}

/** (x - mean) / deviation * weight + bias over the last axis. */
export function layerNorm(graph: OnnxGraph, name: string, x: string, norm: LayerNorm): string {
  graph.constant(`${name}.weight`, 'f32', [norm.weight.length], norm.weight);
  graph.constant(`${name}.bias`, 'f32', [norm.bias.length], norm.bias);
  return graph.node('LayerNormalization', [x, `${name}.weight`, `${name}.bias`], [`${name}/y`], {
    axis: -1,
    epsilon: { float: norm.epsilon },
  });
}

/** layerNorm(a + b). The runtime's operator for both at once takes four times as long (measured, model/LOG.md). */
export function addLayerNorm(
  graph: OnnxGraph,
  name: string,
  [a, b]: [string, string],
  norm: LayerNorm,
): string {
  return layerNorm(graph, name, graph.node('Add', [a, b], [`${name}/sum`]), norm);
}
