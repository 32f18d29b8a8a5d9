import type { OnnxGraph } from '../onnx-graph.js';

export interface HeadShape {
  heads: number;
  headSize: number;
}

/** Rows [batch, time, heads * size] as heads [batch, heads, time, size]. */
export function splitHeads(
  graph: OnnxGraph,
  name: string,
  x: string,
  { heads, headSize }: HeadShape,
): string {
  const shape = graph.scalars(`/head_shape.${heads}.${headSize}`, [0, 0, heads, headSize]);
  graph.node('Reshape', [x, shape], [`${name}/rows`]);
  return graph.node('Transpose', [`${name}/rows`], [`${name}/heads`], { perm: [0, 2, 1, 3] });
}

export interface AttentionHeads {
  query: string; // [batch, heads, time, size]
  key: string; // [batch, heads, seen, size]
  value: string;
  bias: string; // added to the scores [batch, heads, time, seen]
}

/** softmax(query key^T + bias) value as rows again; T5 does not scale the scores. */
export function biasedAttention(
  graph: OnnxGraph,
  name: string,
  { query, key, value, bias }: AttentionHeads,
): string {
  graph.node('Transpose', [key], [`${name}/key_t`], { perm: [0, 1, 3, 2] });
  graph.node('MatMul', [query, `${name}/key_t`], [`${name}/raw`]);
  graph.node('Add', [`${name}/raw`, bias], [`${name}/scores`]);
  graph.node('Softmax', [`${name}/scores`], [`${name}/weights`], { axis: -1 });
  graph.node('MatMul', [`${name}/weights`, value], [`${name}/attended`]);
  graph.node('Transpose', [`${name}/attended`], [`${name}/by_time`], { perm: [0, 2, 1, 3] });
  return graph.node('Reshape', [`${name}/by_time`, graph.scalars('/row_shape', [0, 0, -1])], [`${name}/y`]);
}

/** A large negative number where `mask` [batch, seen] is 0, as a bias [batch, 1, 1, seen]. */
export function maskBias(graph: OnnxGraph, name: string, mask: string): string {
  const one = graph.constant('/one', 'f32', [], Float32Array.of(1));
  const away = graph.constant('/away', 'f32', [], Float32Array.of(-1e9));
  graph.node('Cast', [mask], [`${name}/float`], { to: 1 });
  graph.node('Sub', [one, `${name}/float`], [`${name}/hidden`]);
  graph.node('Mul', [`${name}/hidden`, away], [`${name}/row`]);
  return graph.node('Unsqueeze', [`${name}/row`, graph.scalars('/middle_axes', [1, 2])], [`${name}/bias`]);
}

export interface RelativeBuckets {
  buckets: number;
  maxDistance: number;
  bothWays: boolean;
}

/** T5's bucket of a distance (key - query): exact when near, in ratios when far, the same beyond `maxDistance`. */
export function relativeBucket(
  distance: number,
  { buckets, maxDistance, bothWays }: RelativeBuckets,
): number {
  const count = bothWays ? buckets / 2 : buckets;
  const first = bothWays && distance > 0 ? count : 0;
  const size = bothWays ? Math.abs(distance) : Math.max(0, -distance);
  const exact = Math.floor(count / 2);
  if (size < exact) return first + size;
  const { fround, log } = Math; // in 32 bits, as the models were trained
  const ratio = fround(fround(log(fround(size / exact))) / log(maxDistance / exact));
  return first + Math.min(count - 1, exact + Math.floor(fround(ratio * (count - exact))));
}

export interface RelativeBias extends RelativeBuckets {
  weight: Float32Array; // [buckets, heads]
  heads: number;
}

/** Bias of each head by distance: positions of queries [time] and keys [seen] -> [1, heads, time, seen]. */
export function relativeBias(
  graph: OnnxGraph,
  name: string,
  { queries, keys }: { queries: string; keys: string },
  bias: RelativeBias,
): string {
  const { maxDistance, heads, buckets, weight } = bias;
  const table = new Float32Array((2 * maxDistance + 1) * heads); // by distance + maxDistance
  for (let distance = -maxDistance; distance <= maxDistance; distance++) {
    const bucket = relativeBucket(distance, bias);
    if (bucket >= buckets) throw new Error(`The distance ${distance} has no bucket.`);
    table.set(weight.subarray(bucket * heads, (bucket + 1) * heads), (distance + maxDistance) * heads);
  }
  graph.constant(`${name}.weight`, 'f32', [2 * maxDistance + 1, heads], table);
  const scalar = (of: string, value: number) =>
    graph.constant(of, 'i64', [], BigInt64Array.of(BigInt(value)));
  graph.node('Unsqueeze', [queries, graph.scalars('/last_axis', [-1])], [`${name}/column`]);
  graph.node('Sub', [keys, `${name}/column`], [`${name}/distance`]);
  const [least, most] = [scalar(`${name}/least`, -maxDistance), scalar(`${name}/most`, maxDistance)];
  graph.node('Clip', [`${name}/distance`, least, most], [`${name}/near`]);
  graph.node('Add', [`${name}/near`, most], [`${name}/index`]);
  graph.node('Gather', [`${name}.weight`, `${name}/index`], [`${name}/by_head`]); // [time, seen, heads]
  graph.node('Transpose', [`${name}/by_head`], [`${name}/heads_first`], { perm: [2, 0, 1] });
  return graph.node(
    'Unsqueeze',
    [`${name}/heads_first`, graph.scalars('/first_axis', [0])],
    [`${name}/bias`],
  );
}

/** A large negative number where a key lies after its query: [time, seen]. */
export function causalBias(
  graph: OnnxGraph,
  name: string,
  { queries, keys }: { queries: string; keys: string },
): string {
  const away = graph.constant('/away', 'f32', [], Float32Array.of(-1e9));
  graph.node('Unsqueeze', [queries, graph.scalars('/last_axis', [-1])], [`${name}/column`]);
  graph.node('Greater', [keys, `${name}/column`], [`${name}/later`]);
  graph.node('Cast', [`${name}/later`], [`${name}/hidden`], { to: 1 });
  return graph.node('Mul', [`${name}/hidden`, away], [`${name}/bias`]);
}

/** The positions from..to - 1, both given as names of i64 [1]. */
export function positionsBetween(graph: OnnxGraph, name: string, from: string, to: string): string {
  const step = graph.constant('/step', 'i64', [], BigInt64Array.of(1n));
  const axis = graph.scalars('/first_axis', [0]);
  graph.node('Squeeze', [from, axis], [`${name}/from`]);
  graph.node('Squeeze', [to, axis], [`${name}/to`]);
  return graph.node('Range', [`${name}/from`, `${name}/to`, step], [`${name}/positions`]);
}
