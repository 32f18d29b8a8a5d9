import path from 'node:path';
import { evaluationTable } from '@deskmate/model';
import { Configuration, loadSettings } from '../../platform/index.js';
import { ModelStore } from '../model-store.js';
import { LocalGenerators } from './local-generators.js';
import { isEnough, measurePrecisions } from './measure-precisions.js';

const modelsDir =
  process.env['DESKMATE_MODELS'] ?? path.resolve(import.meta.dirname, '../../../../../.deskmate/models');
const store = new ModelStore(
  new Configuration(loadSettings({ DESKMATE_MODELS_DIR: modelsDir }), 'command-line'),
);
const generators = new LocalGenerators(store);
const GENERATOR = 'smollm2-135m-instruct';
const here = store.get(GENERATOR).installed;

(here ? it : it.skip)(
  `says what each precision of the default generator costs${here ? '' : ' [skipped: run "deskmate models pull"]'}`,
  async () => {
    const evaluations = await measurePrecisions(generators.get(GENERATOR), { positions: 64, threads: 2 });
    const [title, fp32, q4x, q8] = evaluationTable(evaluations).split('\n');
    expect(title).toMatch(/^precision +perplexity +KL to fp32/);
    expect(fp32).toMatch(/^fp32 .* - .*yes$/);
    for (const line of [q4x, q8]) expect(line).toMatch(/ 0\.00\d\d .*yes$/); // within the ceiling of 0.01
    expect(isEnough(evaluations)).toBe(false);
  },
  300_000,
);

it('compares precisions of generators only', () => {
  expect(() => generators.get('all-minilm-l6-v2')).toThrow('model');
  expect(() => generators.get('none')).toThrow('model');
});
