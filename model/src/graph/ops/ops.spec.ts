import { expectClose, noise, runGraph } from '../../../test/run-graph.js';
import { biasGelu, gated } from './activation.js';
import { fullAttention } from './attention.js';
import { embedding } from './embedding.js';
import { addLayerNorm, addRmsNorm, headNorm, layerNorm, rmsNorm } from './norm.js';
import { meanPool, unitLength } from './pooling.js';
import { quantise8 } from '../../tensor/quantise.js';

const f32 = (shape: number[], values: Float32Array) => ({ type: 'f32' as const, shape, values });

describe('graph operators against short references', () => {
  it('meanPool averages the tokens, unitLength scales', async () => {
    const x = noise(2 * 3 * 4);
    const inputs = { x: f32([2, 3, 4], x) };
    const y = await runGraph((graph) => unitLength(graph, '/p', meanPool(graph, '/p', 'x')), inputs, [2, 4]);
    const expected = [0, 1].flatMap((b) => {
      const sums = [0, 1, 2, 3].map((d) => [0, 1, 2].reduce((s, t) => s + x[(b * 3 + t) * 4 + d]!, 0));
      const length = Math.hypot(...sums);
      return sums.map((s) => s / length);
    });
    expectClose(y, expected, 1e-5);
  });

  it.each([
    ['silu', (g: number) => g / (1 + Math.exp(-g))],
    ['gelu-tanh', (g: number) => 0.5 * g * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (g + 0.044715 * g ** 3)))],
  ] as const)('gated is %s(gate) * up', async (activation, reference) => {
    const x = noise(8);
    const inputs = { x: f32([1, 1, 8], x) };
    const y = await runGraph((graph) => gated(graph, '/a', 'x', activation), inputs, [1, 1, 4]);
    expectClose(
      y,
      [0, 1, 2, 3].map((i) => reference(x[i]!) * x[4 + i]!),
      1e-5,
    );
  });

  it('biasGelu is the exact form', async () => {
    const y = await runGraph(
      (g) => biasGelu(g, '/a', 'x', Float32Array.of(1, 0)),
      { x: f32([1, 1, 2], Float32Array.of(0, -1)) },
      [1, 1, 2],
    );
    expectClose(y, [0.841345, -0.158655], 1e-5); // x * the normal distribution function at 1 and -1
  });

  it('rmsNorm divides by the root mean square', async () => {
    const norm = { weight: Float32Array.of(1, 2), epsilon: 0 };
    const y = await runGraph(
      (graph) => rmsNorm(graph, '/n', 'x', norm),
      { x: f32([1, 1, 2], Float32Array.of(3, 4)) },
      [1, 1, 2],
    );
    const rms = Math.sqrt(12.5);
    expectClose(y, [3 / rms, 8 / rms], 1e-5);
  });

  it('headNorm divides each head by its own root mean square', async () => {
    const norm = { weight: Float32Array.of(1, 2), epsilon: 0 };
    const y = await runGraph(
      (graph) => headNorm(graph, '/n', 'x', { heads: 2, norm }),
      { x: f32([1, 1, 4], Float32Array.of(3, 4, 1, 7)) },
      [1, 1, 4],
    );
    expectClose(y, [3 / Math.sqrt(12.5), 8 / Math.sqrt(12.5), 0.2, 2.8], 1e-5);
  });

  it('addRmsNorm adds first and gives the sum on', async () => {
    const norm = { weight: Float32Array.of(1, 1), epsilon: 0 };
    const inputs = { a: f32([1, 1, 2], Float32Array.of(1, 1)), b: f32([1, 1, 2], Float32Array.of(2, 3)) };
    const build = (part: 'y' | 'sum') =>
      runGraph((g) => addRmsNorm(g, '/n', ['a', 'b'], norm)[part], inputs, [1, 1, 2]);
    expectClose(await build('sum'), [3, 4], 1e-6);
    expectClose(await build('y'), [3 / Math.sqrt(12.5), 4 / Math.sqrt(12.5)], 1e-5);
  });

  it('layerNorm has mean 0 and deviation 1 before weight and bias', async () => {
    const norm = { weight: Float32Array.of(2, 2), bias: Float32Array.of(1, 1), epsilon: 0 };
    const y = await runGraph(
      (graph) => layerNorm(graph, '/n', 'x', norm),
      { x: f32([1, 1, 2], Float32Array.of(3, 7)) },
      [1, 1, 2],
    );
    expectClose(y, [-1, 3], 1e-5);
  });

  it('embedding looks rows up, also in 8-bit blocks', async () => {
    const weights = noise(40 * 32);
    const ids = { ids: { type: 'i64' as const, shape: [1, 2], values: [39, 5] } };
    const expected = [...weights.subarray(39 * 32, 40 * 32), ...weights.subarray(5 * 32, 6 * 32)];
    const exact = await runGraph(
      (g) => embedding(g, '/e', 'ids', { rows: 40, columns: 32, form: 'fp32', weights }),
      ids,
      [1, 2, 32],
    );
    expectClose(exact, expected, 0);
    const blocks = quantise8(weights);
    const rounded = await runGraph(
      (g) => embedding(g, '/e', 'ids', { rows: 40, columns: 32, form: 'q8', blocks }),
      ids,
      [1, 2, 32],
    );
    expectClose(rounded, expected, 1 / 127);
  });

  it('addLayerNorm adds first', async () => {
    const norm = { weight: Float32Array.of(2, 2), bias: Float32Array.of(1, 1), epsilon: 0 };
    const inputs = { a: f32([1, 1, 2], Float32Array.of(1, 5)), b: f32([1, 1, 2], Float32Array.of(2, 2)) };
    const y = await runGraph((graph) => addLayerNorm(graph, '/n', ['a', 'b'], norm), inputs, [1, 1, 2]);
    expectClose(y, [-1, 3], 1e-5);
  });

  it('fullAttention attends to every token', async () => {
    const [time, heads, size] = [3, 2, 4]; // hidden 8
    const parts = [4, 5, 7].map((seed) => noise(time * 8, seed));
    const bias = noise(24, 6);
    const names = ['query', 'key', 'value'] as const;
    const inputs = Object.fromEntries(names.map((name, i) => [name, f32([1, time, 8], parts[i]!)]));
    const y = await runGraph((graph) => fullAttention(graph, '/a', names, { heads, bias }), inputs, [
      1,
      time,
      8,
    ]);
    const at = (t: number, part: number, h: number, d: number) => {
      const column = h * size + d;
      return parts[part]![t * 8 + column]! + bias[part * 8 + column]!;
    };
    const sum = (count: number, term: (i: number) => number) =>
      Array.from({ length: count }, (_, i) => term(i)).reduce((a, b) => a + b, 0);
    const expected = Array.from({ length: time * 8 }, (_, i) => {
      const [t, h, d] = [Math.floor(i / 8), Math.floor((i % 8) / size), i % size] as const;
      const score = (u: number) =>
        Math.exp(sum(size, (e) => at(t, 0, h, e) * at(u, 1, h, e)) / Math.sqrt(size));
      return sum(time, (u) => score(u) * at(u, 2, h, d)) / sum(time, score);
    });
    expectClose(y, expected, 1e-4);
  });
});
