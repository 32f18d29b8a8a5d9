import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { noise } from '../../test/run-graph.js';
import { TINY, writeTinyLlama } from '../../test/tiny-llama.js';
import { dequantise } from './dequantise.js';
import { GgufFile } from './gguf-file.js';
import { bytesOfQ8, quantise8, quantiseQ4 } from './quantise.js';
import { requantise } from './requantise.js';

/** Bytes by the Python package `gguf`, written by test/make-quantise-reference.py. */
const REFERENCE = JSON.parse(
  fs.readFileSync(path.resolve(import.meta.dirname, '../../test/quantise-reference.json'), 'utf8'),
) as Record<'Q4_0' | 'Q8_0', string>;
const weights = noise(512, 11).map((v, i) => v * [1, 10, 0.01][Math.floor(i / 32) % 3]!);

describe('bytes of the gguf package', () => {
  it('Q4_0', () => expect(quantiseQ4(weights).toString('base64')).toBe(REFERENCE.Q4_0));
  it('Q8_0, but for the few codes that the rounded scale brings nearer', () => {
    const theirs = Buffer.from(REFERENCE.Q8_0, 'base64');
    const apart = [...bytesOfQ8(quantise8(weights))].map((byte, i) => Math.abs(byte - theirs[i]!));
    expect(apart.filter((by) => by > 0).length).toBeLessThan(0.02 * weights.length);
    expect(Math.max(...apart)).toBe(1);
  });
});

describe('requantise', () => {
  let folder: string;
  let source: string;
  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-requantise-'));
    source = writeTinyLlama(path.join(folder, 'tiny.gguf'));
  });
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  it('writes 4-bit matrices, an 8-bit embedding, norms as they are, and the same metadata', () => {
    const target = path.join(folder, 'q4.gguf');
    const { bytes, tensors } = requantise(source, target, 'q4_0');
    expect(tensors).toEqual({ Q8_0: 1, F32: 1 + 2 * TINY.layers, Q4_0: 7 * TINY.layers });
    expect(fs.statSync(target).size).toBe(bytes);
    const [before, after] = [new GgufFile(source), new GgufFile(target)];
    expect(new Map([...after.metadata, ['general.file_type', undefined]])).toEqual(
      new Map([...before.metadata, ['general.file_type', undefined]]),
    );
    for (const { name, type, count } of after.tensors.values()) {
      const exact = before.floats(name);
      const written = dequantise(type, after.bytes(name), count);
      const bound =
        { F32: 0, Q8_0: 1 / 254, Q4_0: 1 / 8 }[type as 'F32']! * 1.05 * Math.max(...exact.map(Math.abs));
      exact.forEach((value, i) => expect(Math.abs(written[i]! - value)).toBeLessThanOrEqual(bound));
    }
    before.close();
    after.close();
  });

  it('writes 32-bit floats', () => {
    const [q4, f32] = [path.join(folder, 'again.gguf'), path.join(folder, 'f32.gguf')];
    requantise(source, q4, 'q4_0');
    expect(requantise(q4, f32, 'f32').tensors).toEqual({ F32: 2 + 9 * TINY.layers });
  });

  it('never overwrites and leaves nothing unfinished', () => {
    expect(() => requantise(source, source, 'q8_0')).toThrow('exists already');
    expect(() => requantise(path.join(folder, 'none.gguf'), path.join(folder, 'x.gguf'), 'q8_0')).toThrow(
      'ENOENT',
    );
    expect(fs.readdirSync(folder).filter((name) => name.includes('unfinished'))).toEqual([]);
  });
});
