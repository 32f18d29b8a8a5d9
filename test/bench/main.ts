import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Bench, type BenchOptions, CannotMeasureError, ratios, say } from './bench.js';
import { UnknownSetError } from './datasets.js';
import { MachineWatch } from './machine.js';

/** All benches of the contract; a module of that name is one that is built. */
const contract =
  'first-run extract ingest retrieve answer support engine perplexity embed adapters prefix train reward loop lineage ' +
  'skills pane channel audience load faults hostile privacy scale';
const folder = import.meta.dirname;

const names = (): string[] =>
  contract.split(' ').filter((name) => fs.existsSync(path.join(folder, `${name}.ts`)));

const load = (name: string): Promise<Bench> => import(path.join(folder, `${name}.ts`)) as Promise<Bench>;

const text = { type: 'string' } as const;
const known = {
  data: text,
  lang: text,
  limit: text,
  peer: text,
  split: text,
  model: text,
  adapter: text,
  file: text,
  seed: text,
  within: text,
  chunks: text,
  visible: text,
  json: text,
  cross: { type: 'boolean' },
  list: { type: 'boolean' },
} as const;
/** Each is read by one bench. */
const special = ['mode', 'text', 'folds', 'flips', 'attackers', 'seeds', 'skill', 'people', 'kills'];

function readOptions(argv: string[]): {
  name: string | undefined;
  json?: string;
  list: boolean;
  options: BenchOptions;
} {
  const extraOptions = Object.fromEntries(special.map((name) => [name, text]));
  const { values, positionals } = parseArgs({
    args: argv,
    options: { ...known, ...extraOptions },
    allowPositionals: true,
  });
  const given = values as Record<string, string | boolean | undefined>;
  const string = (name: string): string | undefined => given[name] as string | undefined;
  const number = (name: string): number | undefined => {
    const value = string(name);
    if (value === undefined) return undefined;
    if (!Number.isFinite(Number(value)))
      throw new CannotMeasureError(`--${name} needs a number, not ${value}.`);
    return Number(value);
  };
  if (given['split'] !== undefined && given['split'] !== 'report')
    throw new CannotMeasureError('--split knows only `report`.');
  const options: BenchOptions = {
    data: string('data') === undefined ? undefined : path.resolve(string('data')!),
    lang: string('lang'),
    limit: number('limit'),
    peers: string('peer')?.split(',') ?? [],
    split: given['split'] as 'report' | undefined,
    model: string('model'),
    adapter: string('adapter'),
    file: string('file'),
    seed: number('seed') ?? 1,
    cross: given['cross'] === true,
    within: string('within'),
    chunks: number('chunks'),
    visible: number('visible') ?? 1,
    extra: Object.fromEntries(
      special.flatMap((name) => (string(name) === undefined ? [] : [[name, string(name)!]])),
    ),
  };
  return { name: positionals[0], json: string('json'), list: given['list'] === true, options };
}

async function list(): Promise<void> {
  for (const name of names()) {
    const { description } = await load(name);
    const accepted = path.join(folder, 'results', `${name}.json`);
    const figures = fs.existsSync(accepted) ? `\n  ${fs.readFileSync(accepted, 'utf8').trim()}` : '';
    console.log(`${name}: ${description}${figures}`);
  }
}

async function main(): Promise<void> {
  const { name, json, list: wantsList, options } = readOptions(process.argv.slice(2));
  if (wantsList) return list();
  if (!name || !names().includes(name))
    throw new CannotMeasureError(`Name a bench: ${names().join(', ')} (or --list).`);
  const bench = await load(name);
  const watch = new MachineWatch();
  const startedAt = performance.now();
  const { data, figures, peer = {} } = await bench.run(options);
  const ratio = Object.fromEntries(
    Object.entries(peer).map(([who, theirs]) => [who, rounded(ratios(figures, theirs))]),
  );
  const result = {
    bench: name,
    data,
    figures: rounded(figures),
    peer: Object.fromEntries(Object.entries(peer).map(([who, theirs]) => [who, rounded(theirs)])),
    ratio,
    machine: watch.report(),
    seconds: Math.round((performance.now() - startedAt) / 100) / 10,
  };
  if (json) fs.writeFileSync(json, `${JSON.stringify({ ...result, commit: commit() }, null, 2)}\n`);
  console.log(JSON.stringify(result));
}

const rounded = (figures: Record<string, number>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(figures)
      .filter(([, value]) => Number.isFinite(value))
      .map(([name, value]) => [name, Number(value.toPrecision(5))]),
  );

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { cwd: folder, encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}

const isUsage = (error: unknown): boolean =>
  error instanceof CannotMeasureError ||
  error instanceof UnknownSetError ||
  String((error as { code?: string }).code).startsWith('ERR_PARSE_ARGS');

main().then(
  () => process.exit(0),
  (error: unknown) => {
    say(isUsage(error) ? (error as Error).message : `It could not be measured: ${(error as Error).stack}`);
    process.exit(2);
  },
);
