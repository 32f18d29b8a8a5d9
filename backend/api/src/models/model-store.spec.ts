import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Configuration, loadSettings } from '../platform/index.js';
import { bundledCatalog, sizeOf } from './catalog.js';
import { ModelStore } from './model-store.js';

let folder: string;
let store: ModelStore;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-store-'));
  store = new ModelStore(
    new Configuration(loadSettings({ DESKMATE_MODELS_DIR: path.join(folder, 'models') }), 'command-line'),
  );
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

it('pins every file of the catalog: size, checksum, a hub and a package', () => {
  for (const { files } of bundledCatalog) {
    for (const { bytes, sha256, sources } of files) {
      expect(bytes).toBeGreaterThan(0);
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(sources.map(({ kind }) => kind)).toEqual(['hub', 'python-package']);
    }
  }
  expect(sizeOf(bundledCatalog[0]!)).toBe(98_362_432);
});

it('lists what is known, installed or not', () => {
  expect(store.list().map(({ id, installed }) => [id, installed])).toEqual([
    ['smollm2-135m-instruct', false],
    ['all-minilm-l6-v2', false],
    ['gemma3-270m', false],
  ]);
  expect(store.list().map(({ runnable }) => runnable)).toEqual([true, true, true]);
  expect(() => store.filesOf('all-minilm-l6-v2')).toThrow('deskmate models pull all-minilm-l6-v2');
});

it('imports a GGUF file under a new id, verifies and removes it', async () => {
  const file = path.join(folder, 'house-model.gguf');
  fs.writeFileSync(
    file,
    gguf({ 'general.architecture': 'llama', 'general.name': 'House', 'general.license': 'mit' }),
  );
  const model = await store.import('house', file);
  expect(model).toMatchObject({
    id: 'house',
    name: 'House',
    architecture: 'llama',
    licence: 'mit',
    installed: true,
    runnable: true,
  });
  expect(await store.verify('house')).toEqual([{ file: 'house-model.gguf', state: 'right' }]);
  const copy = Object.values(store.filesOf('house'))[0]!;
  fs.appendFileSync(copy, 'x');
  expect(await store.verify('house')).toEqual([{ file: 'house-model.gguf', state: 'changed' }]);
  expect(store.get('house').installed).toBe(false);
  store.remove('house');
  expect(store.find('house')).toBeUndefined();
});

it('knows the graphs that the engine made of the weights, and removes them along', async () => {
  const file = path.join(folder, 'house-model.gguf');
  fs.writeFileSync(file, gguf({ 'general.architecture': 'llama' }));
  const { folder: home } = await store.import('house', file);
  fs.mkdirSync(path.join(home, '.graphs', 'house-model.gguf.q4x.0a1b'), { recursive: true });
  fs.writeFileSync(path.join(home, '.graphs', 'house-model.gguf.q4x.0a1b', 'model.onnx'), 'graph');
  fs.writeFileSync(path.join(home, 'stray.txt'), 'whose?');
  fs.writeFileSync(path.join(home, 'house-model.gguf.part'), 'coming');
  expect(await store.verify('house')).toEqual([
    { file: 'house-model.gguf', state: 'right' },
    { file: path.join('.graphs', 'house-model.gguf.q4x.0a1b'), state: 'derived' },
    { file: 'stray.txt', state: 'unknown' },
  ]);
  store.remove('house');
  expect(fs.existsSync(home)).toBe(false);
});

it('refuses to import bytes that are not those of the catalog', async () => {
  fs.writeFileSync(path.join(folder, 'SmolLM2-135M-Instruct.Q4_1.gguf'), 'not it');
  await expect(store.import('smollm2-135m-instruct', folder)).rejects.toThrow(
    'checksum is not the pinned one',
  );
  expect(store.get('smollm2-135m-instruct').installed).toBe(false);
});

it.each([
  ['nowhere', 'does not exist'],
  ['notes.txt', 'no GGUF file'],
])('refuses to import %s', async (name, reason) => {
  fs.writeFileSync(path.join(folder, 'notes.txt'), 'hello');
  await expect(store.import('own', path.join(folder, name))).rejects.toThrow(reason);
});

/** A GGUF file with text metadata and no tensors. */
function gguf(metadata: Record<string, string>): Buffer {
  const text = (value: string): Buffer => {
    const bytes = Buffer.from(value);
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(bytes.length));
    return Buffer.concat([length, bytes]);
  };
  const header = Buffer.alloc(24);
  header.write('GGUF');
  header.writeUInt32LE(3, 4);
  header.writeBigUInt64LE(BigInt(Object.keys(metadata).length), 16);
  const type = Buffer.from([8, 0, 0, 0]);
  const pairs = Object.entries(metadata).flatMap(([key, value]) => [text(key), type, text(value)]);
  return Buffer.concat([header, ...pairs, Buffer.alloc(64)]);
}
