#!/usr/bin/env node
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Precision } from './architectures/precision.js';
import { PROSE } from './evaluation/prose.js';
import { evaluateText } from './serving/evaluate-text.js';
import { evaluationTable } from './serving/evaluation-table.js';
import { loadModel } from './serving/load-model.js';
import type { GenerateRequest, ModelSpec } from './serving/model-contract.js';
import { prepareDecoder } from './serving/open-decoder.js';
import { defaultThreads } from './serving/threads.js';
import { requantise, TARGETS, type Target } from './tensor/requantise.js';

const USAGE = `deskmate-model build    WEIGHTS [--precision auto|q4x|q8|fp32]
deskmate-model generate WEIGHTS TEXT [--raw] [--max-tokens N] [--temperature T] [--top-k K] [--top-p P] [--min-p P]
                        [--repetition-penalty R] [--seed S] [--stop TEXT]
deskmate-model embed    FOLDER TEXT...     (FOLDER holds model.safetensors, tokenizer.json and config.json)
deskmate-model evaluate WEIGHTS [TEXT-FILE] [--precision fp32,q4x,q8] [--chunk-tokens N] [--max-chunks N] [--table]
deskmate-model quantise SOURCE TARGET --to q4_0|q8_0|f32      (both .gguf)

WEIGHTS is a .gguf or .safetensors file. --threads N and --precision apply to all. Results are JSON lines; generate prints text.`;

const OPTIONS = {
  precision: { type: 'string' },
  threads: { type: 'string' },
  raw: { type: 'boolean' },
  stop: { type: 'string', multiple: true },
  'max-tokens': { type: 'string' },
  temperature: { type: 'string' },
  'top-k': { type: 'string' },
  'top-p': { type: 'string' },
  'min-p': { type: 'string' },
  'repetition-penalty': { type: 'string' },
  seed: { type: 'string' },
  'chunk-tokens': { type: 'string' },
  'max-chunks': { type: 'string' },
  table: { type: 'boolean' },
  to: { type: 'string' },
} as const;

type Values = ReturnType<typeof parse>['values'];
type Command = (operands: string[], values: Values) => Promise<void> | void;

const parse = (args: string[]) => parseArgs({ args, options: OPTIONS, allowPositionals: true });
const print = (value: unknown) => console.log(JSON.stringify(value));
const precisionOf = (values: Values) => (values.precision ?? 'auto') as 'auto' | Precision;
const threadsOf = (values: Values) => numberOf(values.threads) ?? defaultThreads();

const COMMANDS: Record<string, Command> = {
  build([weights = ''], values) {
    const started = performance.now();
    const { graph, architecture, precision, config } = prepareDecoder({
      weights,
      precision: precisionOf(values),
    });
    const bytes = fs.statSync(`${graph}.data`).size;
    const { layers, contextTokens } = config;
    print({
      graph,
      architecture,
      precision,
      layers,
      contextTokens,
      bytes,
      ms: Math.round(performance.now() - started),
    });
  },

  async generate([weights = '', text = ''], values) {
    const model = await loadModel(specOf('generate', { weights }, values));
    const prompt = values.raw ? { prompt: text } : { messages: [{ role: 'user' as const, content: text }] };
    for await (const event of model.generate({ ...prompt, ...samplingOf(values) })) {
      if (event.type === 'delta') process.stdout.write(event.text);
      if (event.type === 'end')
        process.stderr.write(`\n${JSON.stringify({ ...event, tokenIds: undefined })}\n`);
    }
    await model.close();
  },

  async embed([folder = '', ...texts], values) {
    const names = ['model.safetensors', 'tokenizer.json', 'config.json'];
    const files = Object.fromEntries(names.map((name) => [name, path.join(folder, name)]));
    const model = await loadModel(specOf('embed', files, values));
    const { vectors } = await model.embed(texts);
    vectors.forEach((vector, i) => print({ text: texts[i], vector: [...vector] }));
    await model.close();
  },

  async evaluate([weights = '', file], values) {
    const precisions = (values.precision ?? 'fp32,q4x,q8').split(',') as Precision[];
    const chunkTokens = numberOf(values['chunk-tokens']) ?? 512;
    const maxChunks = numberOf(values['max-chunks']) ?? 4;
    const options = { precisions, chunkTokens, maxChunks, threads: threadsOf(values), rates: true };
    const text = file === undefined ? PROSE.join('\n\n') : fs.readFileSync(file, 'utf8');
    const results = await evaluateText(weights, text, options);
    if (values.table) console.log(evaluationTable(results));
    else results.forEach(print);
  },

  quantise([source = '', target = ''], values) {
    const to = values.to ?? '';
    if (!isTarget(to)) throw new Error(`--to needs one of ${Object.keys(TARGETS).join(', ')}.`);
    if (!target.endsWith('.gguf')) throw new Error('TARGET must be the name of a new .gguf file.');
    print({ target, ...requantise(source, target, to) });
  },
};

const isTarget = (name: string): name is Target => Object.hasOwn(TARGETS, name);

function specOf(task: ModelSpec['task'], files: Record<string, string>, values: Values): ModelSpec {
  return {
    id: path.basename(Object.values(files)[0]!),
    task,
    files,
    threads: threadsOf(values),
    precision: precisionOf(values),
  };
}

function samplingOf(values: Values): Omit<GenerateRequest, 'messages' | 'prompt'> {
  return {
    maxTokens: numberOf(values['max-tokens']) ?? 256,
    temperature: numberOf(values.temperature),
    topK: numberOf(values['top-k']),
    topP: numberOf(values['top-p']),
    minP: numberOf(values['min-p']),
    repetitionPenalty: numberOf(values['repetition-penalty']),
    seed: numberOf(values.seed),
    stop: values.stop,
  };
}

function numberOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) throw new Error(`"${text}" is not a number.`);
  return value;
}

async function main([name = '', ...rest]: string[]): Promise<void> {
  const command = COMMANDS[name];
  if (!command) {
    console.error(USAGE);
    process.exitCode = 2;
    return;
  }
  const { positionals, values } = parse(rest);
  await command(positionals, values);
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
