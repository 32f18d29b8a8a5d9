import type { OnnxGraph } from '../onnx-graph.js';

/** silu(gate) * up, where x = [gate, up] along the last axis. */
export function gatedSilu(graph: OnnxGraph, name: string, x: string): string {
  graph.node('Split', [x], [`${name}/gate`, `${name}/up`], { axis: -1, num_outputs: 2 });
  graph.contrib('QuickGelu', [`${name}/gate`], [`${name}/silu`], { alpha: { float: 1 } }); // x * sigmoid(1 x)
  return graph.node('Mul', [`${name}/silu`, `${name}/up`], [`${name}/y`]);
}

/** gelu(x + bias), the exact form with erf. */
export function biasGelu(graph: OnnxGraph, name: string, x: string, bias: Float32Array): string {
  graph.constant(`${name}.bias`, 'f32', [bias.length], bias);
  return graph.contrib('BiasGelu', [x, `${name}.bias`], [`${name}/y`]);
}
