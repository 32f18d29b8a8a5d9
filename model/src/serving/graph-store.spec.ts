import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { storedGraph, type GraphKey } from './graph-store.js';

describe('storedGraph', () => {
  let folder: string;
  let key: GraphKey;
  let built: number;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-store-'));
    key = { weights: path.join(folder, 'm.gguf'), architecture: 'llama', precision: 'q8' };
    fs.writeFileSync(key.weights, 'weights');
    built = 0;
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const build = (directory: string) => {
    built++;
    fs.mkdirSync(directory, { recursive: true });
    fs.writeFileSync(path.join(directory, 'model.onnx'), `graph ${built}`);
  };

  it('builds once and then reuses', () => {
    const first = storedGraph(key, build);
    expect(storedGraph(key, build)).toBe(first);
    expect(built).toBe(1);
    expect(fs.readFileSync(first, 'utf8')).toBe('graph 1');
  });

  it('builds each precision, and again when the weights change, leaving no old graph', () => {
    const old = storedGraph(key, build);
    const other = storedGraph({ ...key, precision: 'fp32' }, build);
    fs.writeFileSync(key.weights, 'other weights');
    const next = storedGraph(key, build);
    expect(built).toBe(3);
    expect([fs.existsSync(old), fs.existsSync(other), fs.existsSync(next)]).toEqual([false, true, true]);
  });

  it('keeps the graphs of several architectures of one file, and clears those of builders that did not name it', () => {
    const first = storedGraph(key, build);
    const legacy = path.join(folder, '.graphs', 'm.gguf.q8.0123456789abcdef');
    fs.mkdirSync(legacy);
    storedGraph({ ...key, architecture: 'llama-classify' }, build);
    expect(storedGraph(key, build)).toBe(first);
    expect([built, fs.existsSync(legacy)]).toEqual([2, false]);
  });

  it('clears what a killed process left half built, but not what another is building', () => {
    const finished = storedGraph(key, build);
    const dead = `${path.dirname(finished)}.building-999999999`;
    const busy = `${path.dirname(finished)}.building-${process.ppid}`;
    for (const directory of [dead, busy]) fs.mkdirSync(directory);
    storedGraph(key, build);
    expect([fs.existsSync(dead), fs.existsSync(busy), fs.existsSync(finished)]).toEqual([false, true, true]);
  });

  it('leaves nothing behind when building fails', () => {
    const failing = (directory: string) => {
      build(directory);
      throw new Error('disk full');
    };
    expect(() => storedGraph(key, failing)).toThrow('disk full');
    expect(fs.readdirSync(path.join(folder, '.graphs'))).toEqual([]);
    expect(fs.existsSync(storedGraph(key, build))).toBe(true);
  });
});
