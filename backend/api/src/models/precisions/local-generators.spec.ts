import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writeTinyLlama } from '../../../../../test/support/tiny-weights.js';
import { Configuration, loadSettings } from '../../platform/index.js';
import { ModelStore } from '../model-store.js';
import { LocalGenerators } from './local-generators.js';

let folder: string;
let store: ModelStore;
let generators: LocalGenerators;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-generators-'));
  store = new ModelStore(
    new Configuration(loadSettings({ DESKMATE_MODELS_DIR: path.join(folder, 'models') }), 'api'),
  );
  generators = new LocalGenerators(store);
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

it('knows a generator by the checksum of its weights, and what their head says', async () => {
  const { files } = await store.import('tiny', writeTinyLlama(path.join(folder, 'tiny.gguf')));
  const found = generators.get('tiny');
  expect(found.weightsHash).toBe(files[0]!.sha256);
  expect(found.facts).toMatchObject({ precisions: ['q8', 'fp32'], preferred: 'q8' });
  expect(generators.get('tiny').facts).toBe(found.facts);
});

it('says why a model is none that can be set', async () => {
  expect(() => generators.get('none')).toThrow(expect.objectContaining({ status: 404 }));
  expect(() => generators.get('all-minilm-l6-v2')).toThrow(expect.objectContaining({ status: 404 }));
  expect(() => generators.get('smollm2-135m-instruct')).toThrow(
    expect.objectContaining({ code: 'model-missing' }),
  );
  const { folder: home, files } = await store.import('tiny', writeTinyLlama(path.join(folder, 'tiny.gguf')));
  const file = path.join(home, files[0]!.name);
  const size = fs.statSync(file).size;
  fs.writeFileSync(file, Buffer.alloc(size));
  expect(() => generators.get('tiny')).toThrow(expect.objectContaining({ code: 'weights-not-understood' }));
  const entry = path.join(home, 'model.json');
  const changed = fs.readFileSync(entry, 'utf8').replace('"llama"', '"mamba"');
  fs.writeFileSync(entry, changed);
  expect(() => generators.get('tiny')).toThrow(expect.objectContaining({ code: 'architecture-unsupported' }));
});
