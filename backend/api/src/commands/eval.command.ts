import { stat } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { type EvalItem, QuoteEvaluation } from '../answers/index.js';
import { type Block, ParseFailure, closeParsers, parseFile } from '../documents/index.js';
import { withApp } from './with-installation.js';

/** `deskmate eval`: the product's own modules without the rest of it, for benchmarks; one JSON object a line. */
export function addEvalCommands(program: Command): void {
  const evaluate = program
    .command('eval')
    .description('runs one stage alone and prints JSON lines, for benchmarks');
  evaluate
    .command('extract')
    .argument('[files...]', 'documents; without any, one path a line on standard input')
    .description(
      'reads each document in the isolated parser process: its blocks, or why it could not be read',
    )
    .action(extract);
  evaluate
    .command('quote')
    .description(
      'reads questions with their passages, one JSON object a line, on standard input: evidence, confidence and quotes of each',
    )
    .action(quote);
}

async function quote(): Promise<void> {
  await withApp(async (app) => {
    const evaluation = app.get(QuoteEvaluation);
    for await (const line of createInterface({ input: process.stdin }))
      if (line) await print(await evaluation.evaluate(JSON.parse(line) as EvalItem));
  });
}

async function extract(files: string[]): Promise<void> {
  try {
    for await (const file of files.length ? files : pathsOfInput()) await print(await readOne(file));
  } finally {
    closeParsers();
  }
}

async function* pathsOfInput(): AsyncGenerator<string> {
  for await (const line of createInterface({ input: process.stdin })) if (line) yield line;
}

async function readOne(file: string): Promise<object> {
  const { size } = await stat(file);
  const started = performance.now();
  const result = await blocksOf(file);
  return { file, bytes: size, ms: Math.round(performance.now() - started), ...result };
}

async function blocksOf(file: string): Promise<object> {
  const blocks: Block[] = [];
  const reading = parseFile(file, path.basename(file));
  try {
    for (;;) {
      const next = await reading.next();
      if (next.done) return { summary: next.value, blocks };
      blocks.push(next.value);
    }
  } catch (error) {
    if (!(error instanceof ParseFailure)) throw error;
    return { failure: { code: error.code, reason: error.reason } };
  }
}

/** Waits until the line is out: the command ends the process as soon as it is done. */
function print(line: object): Promise<void> {
  return new Promise((resolve, reject) =>
    process.stdout.write(`${JSON.stringify(line)}\n`, (error) => (error ? reject(error) : resolve())),
  );
}
