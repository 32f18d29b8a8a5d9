import { expectClose, noise, runGraph } from '../../../test/run-graph.js';
import { lowRank } from './low-rank.js';

const [COLUMNS, RANK, ROWS] = [6, 2, 5];
const f32 = (shape: number[], values: Float32Array) => ({ type: 'f32' as const, shape, values });

describe('lowRank', () => {
  it.each([
    ['one adapter for the whole batch', 1],
    ['one adapter for each row', 3],
  ])('adds (x A) B: %s', async (_, adapters) => {
    const [batch, time] = [3, 2];
    const x = noise(batch * time * COLUMNS, 1);
    const y = noise(batch * time * ROWS, 2);
    const a = noise(adapters * COLUMNS * RANK, 3);
    const b = noise(adapters * RANK * ROWS, 4);
    const inputs = { x: f32([batch, time, COLUMNS], x), y: f32([batch, time, ROWS], y) };
    const site = { name: 's', x: 'x', y: 'y', columns: COLUMNS, rows: ROWS };
    const factors = {
      'lora.s.a': f32([adapters, COLUMNS, RANK], a),
      'lora.s.b': f32([adapters, RANK, ROWS], b),
    };
    const out = await runGraph((graph) => lowRank(graph, site), inputs, [batch, time, ROWS], factors);
    const expected = y.map((value, i) => {
      const [token, row] = [Math.floor(i / ROWS), i % ROWS];
      const adapter = adapters === 1 ? 0 : Math.floor(token / time);
      for (let r = 0; r < RANK; r++)
        for (let c = 0; c < COLUMNS; c++)
          value +=
            x[token * COLUMNS + c]! *
            a[(adapter * COLUMNS + c) * RANK + r]! *
            b[(adapter * RANK + r) * ROWS + row]!;
      return value;
    });
    expectClose(out, expected, 1e-5);
  });
});
