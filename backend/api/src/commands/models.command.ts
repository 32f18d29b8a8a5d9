import type { Command } from 'commander';
import {
  ModelStore,
  ModelsService,
  ProgressBar,
  type StoredModel,
  fetchMissingWeights,
  listens,
  modelSocketOf,
} from '../models/index.js';
import { Configuration, loadSettings } from '../platform/index.js';
import { bench, measure } from './measure-precisions.js';
import { ownerActor, withApp } from './with-installation.js';

/** `deskmate models`: weights on this machine and what a model was measured to be capable of. */
export function addModelsCommands(program: Command): void {
  const models = program.command('models').description('weights: fetch, check, measure');
  models.command('list').description('models that are known, and which are here').action(list);
  models
    .command('pull')
    .argument('[id]', 'a model of the catalog')
    .option('--default', 'the embedder and generator that the settings name')
    .option('--from <path>', 'a folder or file to try first')
    .description('fetches weights; goes on where it was interrupted, checks every file')
    .action(pull);
  models
    .command('import')
    .argument('<id>')
    .argument('<path>', 'a GGUF file or a folder')
    .description('takes weights from this machine')
    .action(importModel);
  models
    .command('verify')
    .argument('[id]')
    .description('compares the files with their checksums')
    .action(verify);
  models
    .command('profile')
    .argument('<id>')
    .description('measures on the frozen set whether a model may write, and stores it')
    .action(profile);
  models
    .command('measure')
    .argument('<id>', 'a generator that is on this machine')
    .description('what each precision costs, as a job of the running product; the Models page shows it')
    .action(measure);
  models
    .command('bench')
    .argument('<id>', 'a generator that is on this machine')
    .option('--text <file>', 'what perplexity is measured on (default: two texts of our own)')
    .option('--positions <number>', 'how many tokens of it', '1024')
    .description('the same here and now: perplexity, distance from fp32, tokens a second, memory')
    .action(bench);
  models
    .command('remove')
    .argument('<id>')
    .description('deletes the weights and what was made from them; refused while a process uses them')
    .action(remove);
}

function store(): ModelStore {
  return new ModelStore(new Configuration(loadSettings(), 'command-line'));
}

function list(): void {
  for (const { id, task, installed, runnable, bytesOnDisk, licence } of store().list()) {
    const state = installed
      ? `here, ${(bytesOnDisk / 1e6).toFixed(0)} MB`
      : runnable
        ? 'not here'
        : 'not supported yet';
    console.log(`${id.padEnd(26)} ${task.padEnd(9)} ${state.padEnd(18)} ${licence}`);
  }
}

async function pull(id: string | undefined, options: { default?: boolean; from?: string }): Promise<void> {
  if (options.default) {
    await fetchMissingWeights(loadSettings().settings);
    const { embedder, generator } = loadSettings().settings;
    if (![embedder, generator].every((one) => store().find(one)?.installed ?? true)) process.exitCode = 1;
    return;
  }
  if (!id) throw new Error('Name a model, or use --default. `deskmate models list` shows what there is.');
  const bar = new ProgressBar(store().get(id).name, process.stderr);
  await store().pull(id, { localPath: options.from, onProgress: (progress) => bar.show(progress) });
  bar.end('done');
}

async function importModel(id: string, path: string): Promise<void> {
  const model = await store().import(id, path);
  console.log(
    `${model.name} is here as ${model.id}${model.runnable ? '' : `, but its architecture ${model.architecture} is not supported yet`}.`,
  );
}

async function verify(id: string | undefined): Promise<void> {
  const models: StoredModel[] = id
    ? [store().get(id)]
    : store()
        .list()
        .filter(({ installed }) => installed);
  for (const model of models) {
    for (const { file, state } of await store().verify(model.id)) {
      console.log(`${model.id} ${file}: ${state}`);
      if (state === 'missing' || state === 'changed') process.exitCode = 1; // derived and unknown files harm nothing
    }
  }
}

async function profile(id: string): Promise<void> {
  await withApp(async (app, { running }) => {
    if (!running) throw new Error('Measuring runs as a job of the product: start it, then ask again.');
    const service = app.get(ModelsService);
    const actor = await ownerActor(app);
    let state = await service.startProfile(actor, id);
    while (state.state === 'measuring') {
      await new Promise((resolve) => setTimeout(resolve, 2000));
      state = await service.profile(actor, id);
    }
    console.log(JSON.stringify(state, null, 2));
  });
}

async function remove(id: string): Promise<void> {
  const { name } = store().get(id);
  if (await listens(modelSocketOf(loadSettings().settings.dataDir, id)))
    throw new Error(`${name} is in use. Stop the product first, or remove the model on its Models page.`);
  store().remove(id);
  console.log(`${id} is removed.`);
}
