import { expectClose, noise, runGraph } from '../../../test/run-graph.js';
import { floatToHalf } from '../../tensor/half.js';
import { dequantise } from '../../tensor/dequantise.js';
import { blocksOfQ4, quantise8 } from '../../tensor/quantise.js';
import { linear, type LinearWeights } from './linear.js';

const ROWS = 48;
const COLUMNS = 96;
const TIME = 3;
const x = noise(TIME * COLUMNS, 5);

/** y[t, r] = sum over c of x[t, c] w[r, c]. */
function reference(weights: Float32Array): Float32Array {
  const y = new Float32Array(TIME * ROWS);
  for (let t = 0; t < TIME; t++) {
    for (let r = 0; r < ROWS; r++) {
      for (let c = 0; c < COLUMNS; c++) y[t * ROWS + r]! += x[t * COLUMNS + c]! * weights[r * COLUMNS + c]!;
    }
  }
  return y;
}

const run = (weights: LinearWeights) =>
  runGraph(
    (graph) => linear(graph, '/l', 'x', weights),
    { x: { type: 'f32', shape: [1, TIME, COLUMNS], values: x } },
    [1, TIME, ROWS],
  );

/** Q4_0 or Q4_1 bytes with random codes. */
function q4Bytes(withMinimum: boolean): Buffer {
  const size = withMinimum ? 20 : 18;
  const count = (ROWS * COLUMNS) / 32;
  const bytes = Buffer.from(noise(count * size, 3).map((v) => (v + 1) * 127));
  for (let b = 0; b < count; b++) {
    bytes.writeUInt16LE(floatToHalf(0.05 + (b % 7) / 100), b * size);
    if (withMinimum) bytes.writeUInt16LE(floatToHalf(-0.3 + (b % 5) / 100), b * size + 2);
  }
  return bytes;
}

describe('linear', () => {
  const weights = noise(ROWS * COLUMNS, 9);

  it('is exact in fp32', async () => {
    expectClose(await run({ rows: ROWS, columns: COLUMNS, form: 'fp32', weights }), reference(weights), 1e-4);
  });

  // The tolerance is what rounding 96 activations to 8 bits can cost.
  it('keeps q8 blocks', async () => {
    const blocks = quantise8(weights);
    const kept = weights.map((_, i) => (blocks.codes[i]! - 128) * blocks.scales[i >> 5]!);
    expectClose(await run({ rows: ROWS, columns: COLUMNS, form: 'q8', blocks }), reference(kept), 0.08);
  });

  it.each(['Q4_0', 'Q4_1'] as const)('keeps %s blocks exactly in q4x', async (type) => {
    const bytes = q4Bytes(type === 'Q4_1');
    const exact = dequantise(type, bytes, ROWS * COLUMNS);
    const blocks = blocksOfQ4(type, bytes, ROWS * COLUMNS);
    expectClose(await run({ rows: ROWS, columns: COLUMNS, form: 'q4x', blocks }), reference(exact), 0.08);
  });
});
