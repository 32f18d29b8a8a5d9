import type { QuantisedOutputs } from '../../tensor/quantise-outputs.js';
import type { OnnxGraph } from '../onnx-graph.js';

/** Activations as unsigned bytes around 128, with one scale for each token: x = scale * (codes - 128). */
export interface ByteRows {
  codes: string; // [batch, time, columns]
  scale: string; // [batch, time, 1]
}

const ZERO_POINT = 128;
const LARGEST = 127;

/** Each token by its own largest value, so that it does not depend on what else is in the run. */
export function byteRows(graph: OnnxGraph, name: string, x: string): ByteRows {
  graph.node('Abs', [x], [`${name}/sizes`]);
  graph.node('ReduceMax', [`${name}/sizes`, graph.scalars('/last_axis', [-1])], [`${name}/largest`]);
  graph.node('Mul', [`${name}/largest`, float(graph, '/byte/step', 1 / LARGEST)], [`${name}/scale`]);
  graph.node('Div', [x, `${name}/scale`], [`${name}/scaled`]);
  const unit = float(graph, '/byte/unit', 1);
  graph.node('QuantizeLinear', [`${name}/scaled`, unit, zeroPoint(graph)], [`${name}/codes`]);
  return { codes: `${name}/codes`, scale: `${name}/scale` };
}

/** y = x W^T in whole numbers, scaled by token and by output. */
export function byteLinear(
  graph: OnnxGraph,
  name: string,
  { codes, scale }: ByteRows,
  w: QuantisedOutputs & { rows: number; columns: number },
): string {
  const { rows, columns } = w;
  graph.constant(`${name}.codes`, 'i8', [columns, rows], transposeCodes(w));
  graph.constant(`${name}.scales`, 'f32', [rows], w.scales);
  const unit = float(graph, '/byte/unit', 1);
  const inputs = [codes, `${name}.codes`, unit, `${name}.scales`, zeroPoint(graph)];
  graph.contrib('MatMulIntegerToFloat', inputs, [`${name}/sums`]);
  return graph.node('Mul', [`${name}/sums`, scale], [`${name}/y`]);
}

const float = (graph: OnnxGraph, name: string, value: number): string =>
  graph.constant(name, 'f32', [], Float32Array.of(value));

const zeroPoint = (graph: OnnxGraph): string =>
  graph.constant('/byte/zero_point', 'u8', [], Uint8Array.of(ZERO_POINT));

function transposeCodes({ codes, rows, columns }: { codes: Int8Array; rows: number; columns: number }) {
  const out = new Int8Array(codes.length);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) out[c * rows + r] = codes[r * columns + c]!;
  return out;
}
