import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { floatTensor, ggufBytes } from '../../test/gguf-writer.js';
import { GgufFile, ggufMetadata } from './gguf-file.js';
import { WeightFileError } from './weight-file.js';

const METADATA = {
  'general.architecture': 'llama',
  'llama.block_count': 2,
  'x.list': ['a', '中'],
  'x.flag': true,
  'x.real': 0.5,
};
const VALUES = Float32Array.from({ length: 6 }, (_, i) => i + 0.5);
const WHOLE = ggufBytes(METADATA, [
  floatTensor('a', [2, 3], VALUES),
  floatTensor('b', [1], Float32Array.of(9)),
]);

describe('GgufFile', () => {
  let folder: string;
  beforeAll(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-gguf-'))));
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  const write = (bytes: Buffer): string => {
    const file = path.join(folder, 'model.gguf');
    fs.writeFileSync(file, bytes);
    return file;
  };

  it('reads metadata and tensors, outermost dimension first', () => {
    const file = new GgufFile(write(WHOLE));
    expect(Object.fromEntries(file.metadata)).toEqual(METADATA);
    expect(file.info('a').shape).toEqual([2, 3]);
    expect([...file.floats('a')]).toEqual([...VALUES]);
    expect([...file.floats('b')]).toEqual([9]);
    file.close();
    expect(ggufMetadata(file.path).get('x.list')).toEqual(['a', '中']);
  });

  it('says which tensor is missing', () => {
    const file = new GgufFile(write(WHOLE));
    expect(() => file.floats('nope')).toThrow('has no tensor named nope');
    file.close();
  });

  it('refuses every truncation with the file and a reason', () => {
    for (let length = 0; length < WHOLE.length - 32; length += 7) {
      const file = write(WHOLE.subarray(0, length));
      expect(() => new GgufFile(file)).toThrow(WeightFileError);
      expect(() => new GgufFile(file)).toThrow(file);
    }
  });

  it('never hangs or runs out of memory on damaged bytes', () => {
    let seed = 1;
    const random = (below: number) => (
      (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0),
      (seed >>> 8) % below
    );
    for (let round = 0; round < 400; round++) {
      const damaged = Buffer.from(WHOLE);
      for (let i = 0; i < 4; i++) damaged[random(WHOLE.length - 64)] = random(256);
      const file = write(damaged);
      try {
        new GgufFile(file).close();
      } catch (error) {
        expect(error).toBeInstanceOf(WeightFileError);
      }
    }
  });

  it.each([
    [
      'garbage',
      Buffer.from('this is certainly not a model, but it is long enough to be read'),
      'is not a GGUF file',
    ],
    [
      'a newer version',
      Buffer.concat([WHOLE.subarray(0, 4), Buffer.from([9, 0, 0, 0]), WHOLE.subarray(8)]),
      'version 9',
    ],
    ['a web page', Buffer.from('<html><body>404 not found, sorry</body></html>'), 'is not a GGUF file'],
  ])('names the problem of %s', (_, bytes, message) => {
    expect(() => new GgufFile(write(bytes))).toThrow(message);
  });

  it('names an unsupported type', () => {
    const bytes = ggufBytes({}, [{ name: 'a', shape: [32], type: 99, bytes: new Uint8Array(32) }]);
    expect(() => new GgufFile(write(bytes))).toThrow('stores tensor a as GGML type 99');
  });

  it('names a file that is not there', () => {
    expect(() => new GgufFile(path.join(folder, 'none.gguf'))).toThrow('cannot be opened (ENOENT)');
  });
});
