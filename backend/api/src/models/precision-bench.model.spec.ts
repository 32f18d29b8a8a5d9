import path from 'node:path';
import { Configuration, loadSettings } from '../platform/index.js';
import { ModelStore } from './model-store.js';
import { benchPrecisions } from './precision-bench.js';

const modelsDir =
  process.env['DESKMATE_MODELS'] ?? path.resolve(import.meta.dirname, '../../../../.deskmate/models');
const store = new ModelStore(
  new Configuration(loadSettings({ DESKMATE_MODELS_DIR: modelsDir }), 'command-line'),
);
const GENERATOR = 'smollm2-135m-instruct';
const here = store.get(GENERATOR).installed;

(here ? it : it.skip)(
  `prints what each precision of the default generator costs${here ? '' : ' [skipped: run "deskmate models pull"]'}`,
  async () => {
    const table = await benchPrecisions(store, GENERATOR, { positions: 64 });
    const [title, fp32, q4x, q8] = table.split('\n');
    expect(title).toMatch(/^precision +perplexity +KL to fp32/);
    expect(fp32).toMatch(/^fp32 .* - .*yes$/);
    for (const line of [q4x, q8]) expect(line).toMatch(/ 0\.00\d\d .*yes$/); // within the ceiling of 0.01
  },
  300_000,
);

it('compares precisions of generators only', async () => {
  await expect(benchPrecisions(store, 'all-minilm-l6-v2', { positions: 64 })).rejects.toThrow(
    'writes no text',
  );
  await expect(benchPrecisions(store, 'none', { positions: 64 })).rejects.toThrow();
});
