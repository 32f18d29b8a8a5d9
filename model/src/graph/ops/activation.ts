import type { OnnxGraph } from '../onnx-graph.js';

export type GatedActivation = 'silu' | 'gelu-tanh';

/** activation(gate) * up, where x = [gate, up] along the last axis. */
export function gated(graph: OnnxGraph, name: string, x: string, activation: GatedActivation): string {
  graph.node('Split', [x], [`${name}/gate`, `${name}/up`], { axis: -1, num_outputs: 2 });
  if (activation === 'silu')
    graph.contrib('QuickGelu', [`${name}/gate`], [`${name}/active`], { alpha: { float: 1 } }); // x * sigmoid(1 x)
  else graph.node('Gelu', [`${name}/gate`], [`${name}/active`], { approximate: 'tanh' });
  return graph.node('Mul', [`${name}/active`, `${name}/up`], [`${name}/y`]);
}

/** gelu(x + bias), the exact form with erf. */
export function biasGelu(graph: OnnxGraph, name: string, x: string, bias: Float32Array): string {
  graph.constant(`${name}.bias`, 'f32', [bias.length], bias);
  return graph.contrib('BiasGelu', [x, `${name}.bias`], [`${name}/y`]);
}
