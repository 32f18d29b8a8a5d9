import path from 'node:path';
import type { GenerateEvent, GenerateRequest } from '@deskmate/model';
import { openTokenizer } from '@deskmate/model';
import { type BenchOptions, type BenchResult, CannotMeasureError, quantile, say } from './bench.js';
import { fixedSample, readQuestionSet } from './datasets.js';
import { generatorFile } from './engines/generator-file.js';
import { OurEngine } from './engines/our-engine.js';
import { promptOf } from './engines/prompts.js';

export const description =
  'what the prefix cache saves in a second turn, and what guessing saves where answers quote';

const THREADS = 2;
const REPETITIONS = 5;
const CONTEXT_TOKENS = 2000;
const ANSWER_TOKENS = 64;
const LONGEST_PASSAGE = 2500; // characters

interface Run {
  firstTokenMs: number;
  tokensPerS: number;
  text: string;
  end: Extract<GenerateEvent, { type: 'end' }>;
}

export async function run(options: BenchOptions): Promise<BenchResult> {
  if (options.peers.length) throw new CannotMeasureError('This bench has no peer.');
  const file = generatorFile(options.file);
  const repetitions = options.limit ?? REPETITIONS;
  const engine = await OurEngine.start(file, THREADS);
  try {
    const turns = await secondTurns(engine, file, repetitions);
    const quotes = options.data ? await quoting(engine, options.data, repetitions, options) : {};
    const data = options.data ? options.data.split(path.sep).slice(-2).join('/') : path.basename(file);
    return { data, figures: { ...turns, ...quotes } };
  } finally {
    await engine.close();
  }
}

/** A conversation over a long document: the second question's first token against the first's. */
async function secondTurns(engine: OurEngine, file: string, repetitions: number) {
  const tokenizer = openTokenizer(file);
  const shares: number[] = [];
  const first: number[] = [];
  const second: number[] = [];
  for (let i = 0; i < repetitions; i++) {
    const system = promptOf(tokenizer, CONTEXT_TOKENS, 500 + i).text;
    const messages = [
      { role: 'system' as const, content: system },
      { role: 'user' as const, content: 'What is this text about?' },
    ];
    const one = await ask(engine, { messages, maxTokens: ANSWER_TOKENS });
    const more = [
      { role: 'assistant' as const, content: one.text },
      { role: 'user' as const, content: 'Who has to know?' },
    ];
    const two = await ask(engine, { messages: [...messages, ...more], maxTokens: 8 });
    shares.push(two.firstTokenMs / one.firstTokenMs);
    first.push(one.firstTokenMs);
    second.push(two.firstTokenMs);
    say(`first turn ${Math.round(one.firstTokenMs)} ms, second ${Math.round(two.firstTokenMs)} ms`);
  }
  return {
    secondTurnShare: quantile(shares, 0.5),
    firstTurnMs: quantile(first, 0.5),
    secondTurnMs: quantile(second, 0.5),
  };
}

/** Questions whose answer stands in their passage, with and without guessing, one after the other. */
async function quoting(engine: OurEngine, folder: string, count: number, { lang, split }: BenchOptions) {
  const set = readQuestionSet(folder, { lang, split });
  const texts = new Map(set.documents.map(({ id, text }) => [id, text]));
  const asked = set.queries.flatMap(({ id, text, golds, answers }) => {
    const passage = texts.get(golds[0] ?? '') ?? '';
    const quotes = passage.length <= LONGEST_PASSAGE && answers.some((answer) => passage.includes(answer));
    return quotes ? [{ id, question: text, passage }] : [];
  });
  if (asked.length === 0)
    throw new CannotMeasureError('No answer of this set stands in a passage that fits.');
  const gains: number[] = [];
  const guesses = { tried: 0, right: 0 };
  for (const { passage, question } of fixedSample(asked, count, ({ id }) => id)) {
    const prompt = `Text:\n${passage}\n\nQuestion: ${question}\n\nThe sentence of the text that answers the question is: "`;
    const request = { prompt, maxTokens: ANSWER_TOKENS };
    await ask(engine, { ...request, maxTokens: 1 }); // both then find the passage read
    const plain = await ask(engine, request);
    const guessed = await ask(engine, { ...request, speculate: true });
    if (Math.min(plain.end.completionTokens, guessed.end.completionTokens) < 8) continue;
    gains.push(guessed.tokensPerS / plain.tokensPerS);
    guesses.tried += guessed.end.guesses.tried;
    guesses.right += guessed.end.guesses.right;
    say(`${plain.tokensPerS.toFixed(1)} -> ${guessed.tokensPerS.toFixed(1)} tokens/s`);
  }
  return {
    speculationGain: quantile(gains, 0.5),
    acceptance: guesses.right / guesses.tried,
    questions: gains.length,
  };
}

async function ask(engine: OurEngine, request: GenerateRequest): Promise<Run> {
  const started = performance.now();
  let firstTokenMs = NaN;
  let text = '';
  for await (const event of engine.client.generate(request)) {
    if (event.type === 'delta') text += event.text;
    if (event.type === 'delta' && Number.isNaN(firstTokenMs)) firstTokenMs = performance.now() - started;
    if (event.type !== 'end') continue;
    const tokensPerS = ((event.completionTokens - 1) * 1000) / event.timings.decodeMs;
    return { firstTokenMs, tokensPerS, text, end: event };
  }
  throw new Error('The stream had no end.');
}
