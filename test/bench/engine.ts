import { spawn } from 'node:child_process';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { openTokenizer, type Tokenizer } from '@deskmate/model';
import {
  type BenchOptions,
  type BenchResult,
  CannotMeasureError,
  type Figures,
  quantile,
  say,
} from './bench.js';
import { generatorFile } from './engines/generator-file.js';
import { LlamaCpp } from './engines/llama-cpp.js';
import { OurEngine } from './engines/our-engine.js';
import { promptOf } from './engines/prompts.js';
import { aggregateRate, decodeRate, gaps, prefillRate, type StreamEngine } from './engines/stream.js';

export const description = 'tokens a second of the engine: one stream, many, prompts; beside node-llama-cpp';

const PEER = 'node-llama-cpp';
const NEW_TOKENS = 128;
const THREADS = 2;
const REPETITIONS = 5;

/** Prompts of which no two runs share the beginning, so that nothing read before helps. */
class Prompts {
  private seed = 1;
  constructor(private readonly tokenizer: Tokenizer) {}
  next = (tokens: number, count = 1) =>
    Array.from({ length: count }, () => promptOf(this.tokenizer, tokens, this.seed++));
}

type Measure = (engine: StreamEngine, prompts: Prompts) => Promise<Figures>;

const decode =
  (context: number): Measure =>
  async (engine, prompts) => ({
    [`decode${context}`]: decodeRate(
      await engine.run({ prompts: prompts.next(context), newTokens: NEW_TOKENS }),
    ),
  });
const prefill =
  (tokens: number): Measure =>
  async (engine, prompts) => ({
    [`prefill${tokens}`]: prefillRate(
      await engine.run({ prompts: prompts.next(tokens), newTokens: 1 }),
      tokens,
    ),
  });
const batch =
  (streams: number): Measure =>
  async (engine, prompts) => ({
    [`batch${streams}`]: aggregateRate(
      await engine.run({ prompts: prompts.next(128, streams), newTokens: NEW_TOKENS }),
    ),
  });
const firstToken: Measure = async (engine, prompts) => ({
  firstTokenMs: (await engine.run({ prompts: prompts.next(128), newTokens: 1 }))[0]![0]!,
});

/** The same as `decode128` while another process keeps one core busy. */
const decodeBesideBusy: Measure = async (engine, prompts) => {
  const other = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
  try {
    return { decode128Busy: Object.values(await decode(128)(engine, prompts))[0]! };
  } finally {
    other.kill('SIGKILL');
  }
};

const MEASURES: Measure[] = [
  decode(128),
  prefill(512),
  batch(4),
  batch(8),
  batch(16),
  firstToken,
  decode(2048),
  prefill(2048),
  decodeBesideBusy,
];

export async function run(options: BenchOptions): Promise<BenchResult> {
  const file = generatorFile(options.file);
  const prompts = new Prompts(openTokenizer(file));
  const withPeer = options.peers.includes(PEER);
  const other = options.peers.find((name) => name !== PEER);
  if (other) throw new CannotMeasureError(`${other} cannot run here; the peer is ${PEER}.`);
  const repetitions = options.limit ?? REPETITIONS;
  const ours = await OurEngine.start(file, THREADS);
  const peer = withPeer ? await betterPeer(file, prompts) : undefined;
  try {
    const [figures, theirs] = await neighbours(ours, peer, prompts, repetitions);
    figures['busyShare'] = figures['decode128Busy']! / figures['decode128']!;
    Object.assign(figures, await crowded(ours, prompts), { residentMb: ours.residentMb() });
    if (peer) theirs['residentMb'] = peer.residentMb();
    if (peer) theirs['busyShare'] = theirs['decode128Busy']! / theirs['decode128']!;
    Object.assign(figures, await killed(ours, file, prompts));
    return {
      data: path.basename(file),
      figures,
      ...(peer && { peer: { [PEER]: theirs } }),
    };
  } finally {
    await ours.close();
    await peer?.close();
  }
}

/** Each measure on both in turn, so that both meet the machine in the same state; the median of each figure. */
async function neighbours(
  ours: StreamEngine,
  peer: StreamEngine | undefined,
  prompts: Prompts,
  repetitions: number,
): Promise<[Figures, Figures]> {
  const medians: [Figures, Figures] = [{}, {}];
  for (const measure of MEASURES) {
    const all: [Figures[], Figures[]] = [[], []];
    for (let i = 0; i <= repetitions; i++) {
      const mine = await measure(ours, prompts);
      const theirs = peer ? await measure(peer, prompts) : {};
      if (i === 0) continue; // the first of each kind pays for memory that later ones use
      all[0].push(mine);
      all[1].push(theirs);
      say(`${JSON.stringify(mine)} ${peer ? JSON.stringify(theirs) : ''}`);
    }
    all.forEach((figures, side) => {
      for (const name of Object.keys(figures[0] ?? {}))
        medians[side]![name] = quantile(
          figures.map((one) => one[name]!),
          0.5,
        );
    });
  }
  return medians;
}

async function betterPeer(file: string, prompts: Prompts): Promise<LlamaCpp> {
  const rates: { threads: number; rate: number }[] = [];
  for (const threads of [1, 2]) {
    const peer = await LlamaCpp.start(file, threads);
    await decode(128)(peer, prompts);
    rates.push({ threads, rate: Object.values(await decode(128)(peer, prompts))[0]! });
    await peer.close();
  }
  const best = rates.sort((a, b) => b.rate - a.rate)[0]!;
  say(`${PEER}: ${JSON.stringify(rates)}; it runs with ${best.threads}.`);
  return LlamaCpp.start(file, best.threads);
}

/** Eight streams while prompts of 2,000 tokens arrive: the gaps of the streams, a newcomer's wait, this loop's lateness. */
async function crowded(engine: OurEngine, prompts: Prompts): Promise<Figures> {
  const late = monitorEventLoopDelay({ resolution: 5 });
  late.enable();
  const streams = engine.run({ prompts: prompts.next(128, 8), newTokens: NEW_TOKENS });
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const arriving = prompts.next(2000, 2).map(({ text }) => engine.stream({ prompt: text, maxTokens: 1 }));
  const [short] = await engine.run({ prompts: prompts.next(128), newTokens: 1 });
  const timeline = await streams;
  await Promise.all(arriving);
  late.disable();
  return {
    gapP99Ms: quantile(gaps(timeline), 0.99),
    firstTokenBusyMs: short![0]!,
    loopLateP999Ms: late.percentile(99.9) / 1e6,
  };
}

/** The model process is killed in mid-stream: how soon the stream fails, how soon a new process gives a token. */
async function killed(engine: OurEngine, file: string, prompts: Prompts): Promise<Figures> {
  const [prompt] = prompts.next(128);
  let killedAt = NaN;
  try {
    for await (const event of engine.client.generate({ prompt: prompt!.text, maxTokens: NEW_TOKENS }))
      if (event.type === 'delta' && Number.isNaN(killedAt)) {
        killedAt = performance.now();
        engine.kill();
      }
  } catch (error) {
    if ((error as { retryable?: boolean }).retryable !== true) throw error;
  }
  const failedMs = performance.now() - killedAt;
  const next = await OurEngine.start(file, THREADS);
  try {
    await next.run({ prompts: [prompt!], newTokens: 1 });
    return { killFailsMs: failedMs, killServesMs: performance.now() - killedAt };
  } finally {
    await next.close();
  }
}
