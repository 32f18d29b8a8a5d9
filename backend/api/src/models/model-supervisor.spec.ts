import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { ModelExit, ModelProcess, ModelProcessSpec } from '@deskmate/model';
import { Configuration, loadSettings } from '../platform/index.js';
import { bundledCatalog } from './catalog.js';
import { ModelStore } from './model-store.js';
import { ModelStarter, ModelSupervisor } from './model-supervisor.js';
import type { ModelSetting } from './settings/allowed-setting.js';
import type { ModelSettings } from './settings/model-settings.js';

/** Plays model processes: a socket that accepts, and an end on demand. */
class FakeStarter extends ModelStarter {
  readonly started: ModelProcessSpec[] = [];
  failNext = 0;
  /** Ends the newest process. */
  crash = (): void => undefined;

  override start = async (spec: ModelProcessSpec): Promise<ModelProcess> => {
    this.started.push(spec);
    if (this.failNext-- > 0) throw new Error('not enough memory');
    fs.rmSync(spec.socketPath, { force: true });
    const server = net.createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(spec.socketPath, resolve));
    let end: (exit: ModelExit) => void = () => undefined;
    const exited = new Promise<ModelExit>((resolve) => (end = resolve));
    const crash = (): void => {
      server.close();
      end({ code: null, signal: 'SIGKILL' });
    };
    this.crash = crash;
    return {
      pid: 4_000_000 + this.started.length,
      socketPath: spec.socketPath,
      exited,
      stop: async () => crash(),
    };
  };
}

const smollm = bundledCatalog[0]!;
let folder: string;
let starter: FakeStarter;
let supervisor: ModelSupervisor;
/** As an owner set the model. */
let setting: ModelSetting;
beforeEach(() => {
  setting = { precision: 'auto', contextTokens: 256 };
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-sup-'));
  const environment = {
    DESKMATE_DATA_DIR: path.join(folder, 'data'),
    DESKMATE_MODELS_DIR: path.join(folder, 'models'),
  };
  const configuration = new Configuration(loadSettings(environment), 'api');
  const store = new ModelStore(configuration);
  const { files } = store.get('all-minilm-l6-v2');
  for (const { name, bytes = 0 } of files) {
    const file = path.join(folder, 'models', 'all-minilm-l6-v2', name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, '');
    fs.truncateSync(file, bytes); // sparse: only its size counts here
  }
  starter = new FakeStarter();
  const settings = { of: async () => setting } as unknown as ModelSettings;
  supervisor = new ModelSupervisor(configuration, store, starter, settings);
});
afterEach(async () => {
  await supervisor.onModuleDestroy();
  fs.rmSync(folder, { recursive: true, force: true });
});

const soon = async (done: () => boolean): Promise<void> => {
  for (let i = 0; i < 200 && !done(); i++) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(done()).toBe(true);
};

it('starts the embedder at once, and one process however many ask', async () => {
  await supervisor.startEager();
  await Promise.all([supervisor.start('all-minilm-l6-v2'), supervisor.start('all-minilm-l6-v2')]);
  expect(starter.started).toHaveLength(1);
  expect(starter.started[0]).toMatchObject({ id: 'all-minilm-l6-v2', task: 'embed' });
  expect(await supervisor.answers('all-minilm-l6-v2')).toBe(true);
  expect(supervisor.list()).toEqual([
    expect.objectContaining({ name: 'all-minilm-l6-v2', state: 'running', restarts: 0 }),
  ]);
});

it('starts a crashed model again, and says that it is restarting meanwhile', async () => {
  await supervisor.start('all-minilm-l6-v2');
  starter.crash();
  await soon(() => supervisor.list()[0]!.state === 'restarting');
  await supervisor.start('all-minilm-l6-v2'); // waits for the restart
  expect(starter.started).toHaveLength(2);
  expect(supervisor.list()[0]).toMatchObject({ state: 'running', restarts: 1 });
});

it('does not start a model again that was stopped', async () => {
  await supervisor.start('all-minilm-l6-v2');
  await supervisor.stop('all-minilm-l6-v2');
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(starter.started).toHaveLength(1);
  expect(await supervisor.answers('all-minilm-l6-v2')).toBe(false);
});

describe('with another setting', () => {
  const wanted: ModelSetting = { precision: 'q8', contextTokens: 128 };

  it('is tried beside the process that serves, which goes on', async () => {
    await supervisor.start('all-minilm-l6-v2');
    await supervisor.rehearse('all-minilm-l6-v2', wanted);
    const [serves, trial] = starter.started;
    expect(serves).toMatchObject({ ...setting, kvBytes: Math.floor(os.totalmem() / 8) });
    expect(trial).toMatchObject(wanted);
    expect(trial!.socketPath).not.toBe(serves!.socketPath);
    expect(await supervisor.answers('all-minilm-l6-v2')).toBe(true);
    expect(fs.existsSync(trial!.socketPath)).toBe(false);
  });

  it('says why a trial fails, and that is no failure of what serves', async () => {
    await supervisor.start('all-minilm-l6-v2');
    starter.failNext = 1;
    await expect(supervisor.rehearse('all-minilm-l6-v2', wanted)).rejects.toMatchObject({
      code: 'model-cannot-start',
      detail: 'not enough memory',
    });
    expect(supervisor.failureOf('all-minilm-l6-v2')).toBeNull();
    expect(supervisor.list()[0]).toMatchObject({ state: 'running', restarts: 0 });
  });

  it('starts anew as it is set now, once; whoever asks meanwhile waits for that', async () => {
    await supervisor.start('all-minilm-l6-v2');
    setting = wanted;
    const restarting = supervisor.restart('all-minilm-l6-v2');
    expect(supervisor.list()[0]!.state).toBe('restarting');
    await Promise.all([restarting, supervisor.start('all-minilm-l6-v2')]);
    expect(starter.started).toHaveLength(2);
    expect(starter.started[1]).toMatchObject(wanted);
    expect(supervisor.list()[0]).toMatchObject({ state: 'running', restarts: 0 });
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(starter.started).toHaveLength(2); // the end that was asked for is no crash
  });

  it('needs no process where none runs', async () => {
    await supervisor.restart('all-minilm-l6-v2');
    expect(starter.started).toHaveLength(0);
  });
});

it('tells why a model cannot start, and tries again when asked again', async () => {
  starter.failNext = 1;
  await expect(supervisor.start('all-minilm-l6-v2')).rejects.toMatchObject({
    status: 503,
    code: 'model-cannot-start',
  });
  expect(supervisor.failureOf('all-minilm-l6-v2')).toEqual({
    code: 'model-cannot-start',
    reason: 'not enough memory',
  });
  await supervisor.start('all-minilm-l6-v2');
  expect(supervisor.failureOf('all-minilm-l6-v2')).toBeNull();
});

it('goes on without an embedder that is not installed, and refuses what cannot run', async () => {
  await expect(supervisor.start('smollm2-135m-instruct')).rejects.toMatchObject({ code: 'model-missing' });
  const strange = path.join(folder, 'models', 'strange');
  fs.mkdirSync(strange);
  fs.writeFileSync(
    path.join(strange, 'model.json'),
    JSON.stringify({
      ...smollm,
      id: 'strange',
      architecture: 'mamba',
      files: [{ name: 'model.json', sources: [] }],
    }),
  );
  await expect(supervisor.start('strange')).rejects.toMatchObject({ code: 'architecture-unsupported' });
  await expect(supervisor.start('nothing')).rejects.toMatchObject({ status: 404 });
  fs.rmSync(path.join(folder, 'models'), { recursive: true });
  await supervisor.startEager();
  expect(starter.started).toHaveLength(0);
});
