import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { OnnxGraph } from '../src/graph/onnx-graph.js';
import { openSession } from '../src/runtime/open-session.js';
import type { ElementType } from '../src/runtime/session.js';

export interface GraphInput {
  type: ElementType;
  shape: number[];
  values: readonly number[] | Float32Array;
}

/** Builds a small graph that ends in an f32 output, runs it once and returns that. `declared`: inputs that it adds itself. */
export async function runGraph(
  build: (graph: OnnxGraph) => string,
  inputs: Record<string, GraphInput>,
  outputShape: number[],
  declared: Record<string, GraphInput> = {},
): Promise<Float32Array> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-graph-'));
  const graph = new OnnxGraph(directory);
  for (const [name, { type, shape }] of Object.entries(inputs)) graph.input(name, type, shape);
  graph.node('Identity', [build(graph)], ['out']);
  graph.output('out', 'f32', outputShape);
  const session = await openSession(graph.save(), { threads: 1 });
  const feeds = Object.entries({ ...inputs, ...declared }).map(([name, { type, shape, values }]) => {
    const tensor = session.allocate(type, shape);
    values.forEach((value, i) => (tensor.data[i] = type === 'i64' ? BigInt(value) : value));
    return [name, tensor] as const;
  });
  const y = session.allocate('f32', outputShape);
  const binding = session.bind(Object.fromEntries(feeds), { out: y });
  await session.run(binding);
  const result = y.data.slice();
  binding.release();
  for (const [, tensor] of feeds) tensor.release();
  y.release();
  session.close();
  fs.rmSync(directory, { recursive: true });
  return result;
}

/** Reproducible values between -1 and 1. */
export function noise(count: number, seed = 1): Float32Array {
  let state = seed >>> 0;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  let worst = 0;
  for (let i = 0; i < expected.length; i++) worst = Math.max(worst, Math.abs(actual[i]! - expected[i]!));
  expect(worst).toBeLessThanOrEqual(tolerance);
}
