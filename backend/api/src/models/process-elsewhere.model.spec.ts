import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ModelClient, type ModelInfo, startModelProcess } from '@deskmate/model';
import { Configuration, loadSettings } from '../platform/index.js';
import { ModelStore } from './model-store.js';
import { ModelStarter, ModelSupervisor } from './model-supervisor.js';
import type { ModelSetting } from './settings/allowed-setting.js';
import type { ModelSettings } from './settings/model-settings.js';

const GENERATOR = 'smollm2-135m-instruct';
const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'dm-'));
const loaded = loadSettings({ DESKMATE_DATA_DIR: dataDir });
const store = new ModelStore(new Configuration(loaded, 'api'));
const here = store.get(GENERATOR).installed;
let setting: ModelSetting = { precision: 'auto', contextTokens: 1024 };
const settings = { of: async () => setting } as unknown as ModelSettings;
const starter: ModelStarter = { start: startModelProcess };
const [api, worker] = (['api', 'worker'] as const).map(
  (role) => new ModelSupervisor(new Configuration(loaded, role), store, starter, settings),
) as [ModelSupervisor, ModelSupervisor];
afterAll(async () => {
  await Promise.all([api.onModuleDestroy(), worker.onModuleDestroy()]);
  fs.rmSync(dataDir, { recursive: true });
});

const infoOf = async (): Promise<ModelInfo> => {
  const client = await ModelClient.connect(api.socketOf(GENERATOR));
  return client.info().finally(() => client.close());
};

(here ? it : it.skip)(
  `starts a model anew that another process had started, as it is set now${here ? '' : ' [skipped: run "deskmate models pull"]'}`,
  async () => {
    await worker.start(GENERATOR);
    const before = await infoOf();
    expect(before).toMatchObject({ precision: 'q4x', contextTokens: 1024 });
    setting = { precision: 'q8', contextTokens: 2048 };
    await api.restart(GENERATOR);
    const after = await infoOf();
    expect(after).toMatchObject({ precision: 'q8', contextTokens: 2048 });
    expect(after.pid).not.toBe(before.pid);
    expect(worker.list()).toEqual([expect.objectContaining({ state: 'running', pid: after.pid })]);
    expect(api.list()).toEqual([]);
  },
);
