import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startModelProcess } from '@deskmate/model';
import { itActsAsEmbedder } from '../../../../../test/support/embedder-contract.js';
import { itActsAsGenerator } from '../../../../../test/support/generator-contract.js';
import { isBusy } from '../../../../../test/support/process-load.js';
import { Configuration, loadSettings } from '../../platform/index.js';
import { ModelStore } from '../model-store.js';
import { ModelStarter, ModelSupervisor } from '../model-supervisor.js';
import type { ModelSettings } from '../settings/model-settings.js';
import { EngineConnection } from './engine-connection.js';
import { EngineEmbedder, EngineGenerator } from './engine-model.js';

const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'dm-'));
const configuration = new Configuration(loadSettings({ DESKMATE_DATA_DIR: dataDir }), 'api');
const store = new ModelStore(configuration);
const starter = Object.assign(Object.create(ModelStarter.prototype), {
  start: startModelProcess,
}) as ModelStarter;
const settings = {
  of: async () => ({ precision: 'auto', contextTokens: 4_096 }),
} as unknown as ModelSettings;
const supervisor = new ModelSupervisor(configuration, store, starter, settings);
const connections: EngineConnection[] = [];
const connect = (id: string): EngineConnection => {
  const connection = new EngineConnection({
    socketPath: supervisor.socketOf(id),
    ensure: () => supervisor.start(id),
  });
  connections.push(connection);
  return connection;
};
afterAll(async () => {
  for (const connection of connections) connection.close();
  await supervisor.onModuleDestroy();
  fs.rmSync(dataDir, { recursive: true, force: true });
});

const missing = (id: string): string =>
  store.get(id).installed ? '' : ` (skipped: run \`deskmate models pull ${id}\` first)`;
const describeWith = (id: string, title: string, run: () => void): void =>
  (missing(id) ? describe.skip : describe)(`${title}${missing(id)}`, run);

describeWith('smollm2-135m-instruct', 'our engine as a generator', () => {
  const generator = new EngineGenerator(
    'smollm2-135m-instruct',
    4_096,
    connect('smollm2-135m-instruct'),
    () => '',
  );
  itActsAsGenerator(
    () => generator,
    process.platform === 'linux' ? () => isBusy(supervisor.list()[0]!.pid!) : undefined,
  );

  it('ends what was running with a retryable problem when its process dies, and serves the next request', async () => {
    let killed = false;
    const failed = (async () => {
      for await (const event of generator.generate({
        messages: [{ role: 'user', content: 'Tell a story.' }],
        maxTokens: 300,
      }))
        if (event.type === 'text' && !killed) killed = process.kill(supervisor.list()[0]!.pid!, 'SIGKILL');
    })();
    await expect(failed).rejects.toMatchObject({
      status: 503,
      code: 'model-restarting',
      extra: { retryAfterS: 2 },
    });
    const events = [];
    for await (const event of generator.generate({
      messages: [{ role: 'user', content: 'Hi' }],
      maxTokens: 3,
    }))
      events.push(event);
    expect(events.at(-1)).toMatchObject({ type: 'end', finishReason: 'length' });
    expect(supervisor.list()[0]).toMatchObject({ state: 'running', restarts: 1 });
  });
});

describeWith('all-minilm-l6-v2', 'our engine as an embedder', () => {
  const id = 'all-minilm-l6-v2';
  const facts = { id, vectorsId: id, dimensions: 384, languages: ['en'] };
  const embedder = new EngineEmbedder(facts, connect(id));
  itActsAsEmbedder(() => embedder);
});
