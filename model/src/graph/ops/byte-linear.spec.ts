import { expectClose, noise, runGraph } from '../../../test/run-graph.js';
import { quantiseOutputs } from '../../tensor/quantise-outputs.js';
import { linear, linears, type LinearWeights } from './linear.js';

const [TIME, COLUMNS, ROWS] = [3, 96, 48];
const x = noise(TIME * COLUMNS, 5);
const weights = noise(ROWS * COLUMNS, 9);
const w8: LinearWeights = { rows: ROWS, columns: COLUMNS, form: 'w8', ...quantiseOutputs(weights, COLUMNS) };
const { abs, max, round } = Math;

const input = (values: Float32Array) => ({
  x: { type: 'f32' as const, shape: [1, values.length / COLUMNS, COLUMNS], values },
});
const run = (values: Float32Array) =>
  runGraph((graph) => linear(graph, '/l', 'x', w8), input(values), [1, values.length / COLUMNS, ROWS]);

/** y[t, r] in whole numbers: codes of x by token, codes of w by output. */
function reference(values: Float32Array): Float32Array {
  const { codes, scales } = quantiseOutputs(weights, COLUMNS);
  const y = new Float32Array((values.length / COLUMNS) * ROWS);
  for (let t = 0; t < values.length / COLUMNS; t++) {
    const token = values.subarray(t * COLUMNS, (t + 1) * COLUMNS);
    const scale = max(...token.map(abs)) / 127;
    for (let r = 0; r < ROWS; r++) {
      let sum = 0;
      token.forEach((value, c) => (sum += round(value / scale) * codes[r * COLUMNS + c]!));
      y[t * ROWS + r] = sum * scale * scales[r]!;
    }
  }
  return y;
}

describe('linear in w8', () => {
  it('computes in whole numbers, each token by its own scale', async () => {
    expectClose(await run(x), reference(x), 1e-4);
  });

  it('does not overflow where every code is as large as it can be', async () => {
    const full: LinearWeights = {
      ...w8,
      ...quantiseOutputs(
        weights.map(() => 1),
        COLUMNS,
      ),
    } as LinearWeights;
    const y = await runGraph((graph) => linear(graph, '/l', 'x', full), input(x.map(() => 1)), [
      1,
      TIME,
      ROWS,
    ]);
    expectClose(y, new Float32Array(TIME * ROWS).fill(COLUMNS), 1e-3);
  });

  it('gives a token the same bits whatever is beside it', async () => {
    const large = x.map((value) => value * 50);
    const beside = await run(Float32Array.of(...x, ...large));
    expect([...beside.subarray(0, TIME * ROWS)]).toEqual([...(await run(x))]);
  });

  it('rounds x once for several linears', async () => {
    const parts = ['/a', '/b'].map((name) => ({ name, weights: w8 }));
    const y = await runGraph((graph) => graph.node('Add', linears(graph, 'x', parts), ['sum']), input(x), [
      1,
      TIME,
      ROWS,
    ]);
    expectClose(
      y,
      reference(x).map((value) => 2 * value),
      1e-4,
    );
  });
});

describe('quantiseOutputs', () => {
  it('is off by half a step of the output at most, and keeps outputs of zeros', () => {
    const values = Float32Array.of(0.5, -1, 0.25, 0, 0, 0);
    const { codes, scales } = quantiseOutputs(values, 3);
    expect([...codes]).toEqual([32, -63, 16, 0, 0, 0]);
    expectClose(scales, [1 / 63, 0], 1e-7);
  });
});
