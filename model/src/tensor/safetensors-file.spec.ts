import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { SafetensorsFile } from './safetensors-file.js';

function safetensors(header: unknown, data: Uint8Array): Buffer {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, data]);
}

const DATA = Buffer.concat([Buffer.from(Float32Array.of(1, 2, 3, 4).buffer), Buffer.from([0x00, 0x3c])]);
const HEADER = {
  __metadata__: { format: 'pt' },
  w: { dtype: 'F32', shape: [2, 2], data_offsets: [0, 16] },
  h: { dtype: 'F16', shape: [1], data_offsets: [16, 18] },
  ids: { dtype: 'I64', shape: [0], data_offsets: [18, 18] },
};

describe('SafetensorsFile', () => {
  let folder: string;
  beforeAll(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-safetensors-'))));
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  const write = (bytes: Buffer): string => {
    const file = path.join(folder, 'model.safetensors');
    fs.writeFileSync(file, bytes);
    return file;
  };

  it('reads float tensors and leaves others out', () => {
    const file = new SafetensorsFile(write(safetensors(HEADER, DATA)));
    expect([...file.floats('w')]).toEqual([1, 2, 3, 4]);
    expect(file.info('w').shape).toEqual([2, 2]);
    expect([...file.floats('h')]).toEqual([1]);
    expect(file.has('ids')).toBe(false);
    file.close();
  });

  it.each([
    ['a truncated file', safetensors(HEADER, DATA.subarray(0, 10)), 'ends inside tensor w'],
    ['a header that is not JSON', safetensors('nonsense', DATA), 'its header is not JSON'],
    ['garbage', Buffer.from('some bytes that mean nothing at all'), 'is not a safetensors file'],
    [
      'a wrong size',
      safetensors({ w: { dtype: 'F32', shape: [3], data_offsets: [0, 16] } }, DATA),
      'not its shape',
    ],
    ['an entry without a shape', safetensors({ w: { dtype: 'F32' } }, DATA), 'describes tensor w wrongly'],
    ['an empty file', Buffer.alloc(0), 'is not a safetensors file'],
  ])('names the problem of %s', (_, bytes, message) => {
    expect(() => new SafetensorsFile(write(bytes))).toThrow(message);
  });
});
