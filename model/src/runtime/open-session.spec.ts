import { jest } from '@jest/globals';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { OnnxGraph } from '../graph/onnx-graph.js';

jest.unstable_mockModule('./ort-api.js', () => ({
  loadOrtApi: () => {
    throw new Error('koffi has no build for this platform');
  },
}));
const { openSession } = await import('./open-session.js');

describe('openSession where the C API cannot be loaded', () => {
  let folder: string;
  let graph: string;
  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-open-'));
    const builder = new OnnxGraph(folder);
    builder.input('x', 'f32', [2]);
    builder.node('Neg', ['x'], ['y']);
    builder.output('y', 'f32', [2]);
    graph = builder.save();
  });
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  it('runs on the binding and says why', async () => {
    const reasons: string[] = [];
    const session = await openSession(graph, {
      threads: 1,
      onFallback: ({ message }) => reasons.push(message),
    });
    expect([session.adapter, reasons]).toEqual(['binding', ['koffi has no build for this platform']]);
    const x = session.allocate('f32', [2]);
    const y = session.allocate('f32', [2]);
    x.data.set([1, -2]);
    await session.run(session.bind({ x }, { y }));
    expect([...y.data]).toEqual([-1, 2]);
    session.close();
  });

  it('does not hide a graph that is refused behind the other adapter', async () => {
    const open = openSession(path.join(folder, 'none.onnx'), { threads: 1, adapter: 'binding' });
    await expect(open).rejects.toThrow(/none\.onnx|exist/);
  });
});
