import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { OnnxGraph } from '../graph/onnx-graph.js';
import { openSession, type Adapter } from './open-session.js';
import { RunCancelled, type Session } from './session.js';

/** y = x + x, and a cache that grows in place: GroupQueryAttention over one head of 8. */
function buildGraph(directory: string): string {
  const graph = new OnnxGraph(directory);
  graph.input('x', 'f32', ['n']);
  graph.node('Add', ['x', 'x'], ['y']);
  graph.output('y', 'f32', ['n']);
  graph.input('qkv', 'f32', ['batch', 'time', 24]);
  graph.input('last', 'i32', ['batch']);
  graph.input('longest', 'i32', [1]);
  for (const part of ['key', 'value']) {
    graph.input(`past.${part}`, 'f32', ['batch', 1, 'capacity', 8]);
    graph.output(`present.${part}`, 'f32', ['batch', 1, 'capacity', 8]);
  }
  const outputs = ['attended', 'present.key', 'present.value'];
  graph.contrib(
    'GroupQueryAttention',
    ['qkv', '', '', 'past.key', 'past.value', 'last', 'longest'],
    outputs,
    { num_heads: 1, kv_num_heads: 1 },
  );
  graph.output('attended', 'f32', ['batch', 'time', 8]);
  return graph.save();
}

/** A graph that takes long: a large product, many times over. */
function buildSlowGraph(directory: string): string {
  const graph = new OnnxGraph(directory);
  graph.input('x', 'f32', [384, 384]);
  let y = 'x';
  for (let i = 0; i < 200; i++) y = graph.node('MatMul', [y, 'x'], [`y${i}`]);
  graph.node('Identity', [y], ['y']);
  graph.output('y', 'f32', [384, 384]);
  return graph.save();
}

describe.each<Adapter>(['c-api', 'binding'])('Session through %s', (adapter) => {
  let folder: string;
  let session: Session;

  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-session-'));
    session = await openSession(buildGraph(path.join(folder, 'small')), { threads: 1, adapter });
  });
  afterAll(() => {
    session.close();
    fs.rmSync(folder, { recursive: true });
  });

  /** Tensors for one step of `time` tokens after `past` others, over the given cache. */
  function feeds(cache: ReturnType<typeof newCache>, time: number, past: number) {
    const x = session.allocate('f32', [2]);
    const y = session.allocate('f32', [2]);
    const qkv = session.allocate('f32', [1, time, 24]);
    const last = session.allocate('i32', [1]);
    const longest = session.allocate('i32', [1]);
    x.data.set([1.5, -2]);
    qkv.data.fill(past + 1);
    last.data[0] = past + time - 1;
    longest.data[0] = past + time;
    const attended = session.allocate('f32', [1, time, 8]);
    const inputs = { x, qkv, last, longest, 'past.key': cache.key, 'past.value': cache.value };
    return {
      y,
      attended,
      inputs,
      outputs: { y, attended, 'present.key': cache.key, 'present.value': cache.value },
    };
  }

  function newCache() {
    const key = session.allocate('f32', [1, 1, 4, 8]);
    const value = session.allocate('f32', [1, 1, 4, 8]);
    key.data.fill(0);
    value.data.fill(0);
    return { key, value };
  }

  it('says what it is and what the graph takes and gives', () => {
    expect(session.adapter).toBe(adapter);
    expect(session.inputNames).toEqual(['x', 'qkv', 'last', 'longest', 'past.key', 'past.value']);
    expect(session.outputNames).toEqual(['y', 'present.key', 'present.value', 'attended']);
  });

  it('writes results into the bound memory, a cache in place and step by step', async () => {
    const cache = newCache();
    for (const past of [0, 1]) {
      const { y, inputs, outputs } = feeds(cache, 1, past);
      const binding = session.bind(inputs, outputs);
      await session.run(binding);
      binding.release();
      expect([...y.data]).toEqual([3, -4]);
    }
    expect([0, 1, 2, 3].map((position) => cache.value.data[position * 8])).toEqual([1, 2, 0, 0]);
  });

  it('runs one binding again and again on changed inputs', async () => {
    const { y, inputs, outputs } = feeds(newCache(), 1, 0);
    const binding = session.bind(inputs, outputs);
    for (const value of [1, 2, 3]) {
      inputs.x.data.fill(value);
      await session.run(binding);
      expect([...y.data]).toEqual([2 * value, 2 * value]);
    }
    binding.release();
  });

  it('shares memory between a tensor and its views', () => {
    const tensor = session.allocate('f32', [4]);
    const view = tensor.view([2, 1], 1);
    view.data[0] = 7;
    expect(tensor.data[1]).toBe(7);
    expect(view.shape).toEqual([2, 1]);
    expect(() => tensor.view([4], 1)).toThrow('exceeds');
    view.release();
    tensor.release();
  });

  it('reports what the runtime refuses and stays usable', async () => {
    const { inputs, outputs } = feeds(newCache(), 1, 0);
    const wrong = session.bind({ ...inputs, x: session.allocate('i32', [2]) }, outputs);
    await expect(session.run(wrong)).rejects.toThrow(/type|Unexpected/i);
    const right = session.bind(inputs, outputs);
    await session.run(right);
  });

  it('refuses a second run while one is going', async () => {
    const { inputs, outputs } = feeds(newCache(), 1, 0);
    const binding = session.bind(inputs, outputs);
    const first = session.run(binding);
    await expect(session.run(binding)).rejects.toThrow('already running');
    await first;
  });

  it('runs so many at once as it was opened for, through the C API', async () => {
    const runs = 2;
    const slow = await openSession(buildSlowGraph(path.join(folder, 'at-once')), {
      threads: 2,
      runs,
      adapter,
    });
    expect(slow.runs).toBe(adapter === 'c-api' ? runs : 1);
    const binding = (value: number) => {
      const x = slow.allocate('f32', [384, 384]);
      x.data.fill(value / 384); // its square is itself over 384 times its value
      const y = slow.allocate('f32', [384, 384]);
      return { y, bound: slow.bind({ x }, { y }) };
    };
    const first = binding(1);
    const second = binding(0);
    const cancel = new AbortController();
    const running = [
      slow.run(first.bound),
      ...(slow.runs > 1 ? [slow.run(second.bound, cancel.signal)] : []),
    ];
    await expect(slow.run(second.bound)).rejects.toThrow('already running');
    cancel.abort(); // the one run, not the other
    const [kept, cancelled] = await Promise.allSettled(running);
    expect(kept!.status).toBe('fulfilled');
    expect(first.y.data[5]).toBeCloseTo(1 / 384, 5);
    if (cancelled) expect(cancelled).toMatchObject({ reason: expect.any(RunCancelled) });
    slow.close();
  });

  it('does not start a run that is cancelled already', async () => {
    const { inputs, outputs } = feeds(newCache(), 1, 0);
    await expect(session.run(session.bind(inputs, outputs), AbortSignal.abort())).rejects.toBeInstanceOf(
      RunCancelled,
    );
  });

  it('names a graph that cannot be loaded', async () => {
    const bad = path.join(folder, 'bad.onnx');
    fs.writeFileSync(bad, 'this is no graph');
    await expect(openSession(bad, { threads: 1, adapter })).rejects.toThrow(/bad\.onnx|protobuf/i);
  });

  const early = adapter === 'c-api' ? 'in the middle' : 'when it ends, because this adapter cannot end it';
  it(`cancels a run ${early}`, async () => {
    const slow = await openSession(buildSlowGraph(path.join(folder, 'slow')), { threads: 1, adapter });
    const x = slow.allocate('f32', [384, 384]);
    x.data.fill(0);
    const y = slow.allocate('f32', [384, 384]);
    const binding = slow.bind({ x }, { y });
    const cancel = new AbortController();
    const timer = setTimeout(() => cancel.abort(), 30);
    await (adapter === 'c-api'
      ? expect(slow.run(binding, cancel.signal)).rejects.toBeInstanceOf(RunCancelled)
      : slow.run(binding));
    clearTimeout(timer);
    cancel.abort();
    await expect(slow.run(binding, cancel.signal)).rejects.toBeInstanceOf(RunCancelled);
    slow.close();
  });

  it('lets the event loop go on during a run, through the C API', async () => {
    const slow = await openSession(buildSlowGraph(path.join(folder, 'loop')), {
      threads: 1,
      adapter: 'c-api',
    });
    const x = slow.allocate('f32', [384, 384]);
    x.data.fill(0);
    const y = slow.allocate('f32', [384, 384]);
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    await slow.run(slow.bind({ x }, { y }));
    clearInterval(timer);
    slow.close();
    expect(ticks).toBeGreaterThan(3);
  });
});
