import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ModelClient, openTokenizer, startModelProcess } from '@deskmate/model';
import {
  type BenchOptions,
  type BenchResult,
  CannotMeasureError,
  type Figures,
  quantile,
  say,
} from './bench.js';
import { embedderFiles } from './engines/generator-file.js';
import { PeerProcess } from './engines/peer-process.js';
import { promptOf } from './engines/prompts.js';
import { writeStandardBert } from './engines/standard-bert.js';
import type { EmbedCall, EmbedReply } from './engines/transformers-js.main.js';

export const description = 'texts a second of the embedder at 64 and 256 tokens; beside transformers.js';

const PEER = 'transformers';
const THREADS = 2;
const REPETITIONS = 5;
const TEXTS = 32;
const LENGTHS = [64, 256];
const SPECIAL_TOKENS = 2;
const PEER_BATCHES = [1, 8, 32];

type Embed = (texts: string[]) => Promise<{ vectors: ArrayLike<number>[]; ms: number }>;

export async function run(options: BenchOptions): Promise<BenchResult> {
  const files = embedderFiles();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'dm-embed-'));
  const repetitions = options.limit ?? REPETITIONS;
  const other = options.peers.find((name) => name !== PEER);
  if (other) throw new CannotMeasureError(`${other} cannot run here; the peer is ${PEER}.`);
  const socketPath = path.join(folder, 's');
  const child = await startModelProcess({ id: 'bench', task: 'embed', files, threads: THREADS, socketPath });
  const client = await ModelClient.connect(socketPath);
  const peer = options.peers.includes(PEER)
    ? await startPeer(files, path.join(folder, 'standard'))
    : undefined;
  try {
    const ours: Embed = async (texts) => {
      const started = performance.now();
      return { vectors: await client.embed(texts), ms: performance.now() - started };
    };
    const figures: Figures = {};
    const theirs: Figures = {};
    const cosines: number[] = [];
    for (const length of LENGTHS) {
      const texts = textsOf(files.tokenizer, length);
      const name = `texts${length}PerS`;
      const batch = peer ? await bestBatch(peer, texts) : 0;
      const all: [number[], number[]] = [[], []];
      await ours(texts);
      for (let i = 0; i < repetitions; i++) {
        const mine = await ours(texts);
        all[0].push((TEXTS * 1000) / mine.ms);
        if (!peer) continue;
        const { vectors, ms } = await peer.call({ op: 'embed', texts, batch });
        all[1].push((TEXTS * 1000) / ms!);
        mine.vectors.forEach((vector, row) => cosines.push(dot(vector, vectors![row]!)));
      }
      figures[name] = quantile(all[0], 0.5);
      if (peer) theirs[name] = quantile(all[1], 0.5);
      say(`${length} tokens: ours ${figures[name].toFixed(1)}/s, theirs ${theirs[name]?.toFixed(1)}/s`);
    }
    if (peer) figures['minCosine'] = Math.min(...cosines);
    return { data: path.basename(files.weights), figures, ...(peer && { peer: { [PEER]: theirs } }) };
  } finally {
    await peer?.close();
    client.close();
    await child.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function textsOf(tokenizerFile: string, length: number): string[] {
  const tokenizer = openTokenizer(tokenizerFile);
  return Array.from({ length: TEXTS }, (_, i) => promptOf(tokenizer, length - SPECIAL_TOKENS, 1 + i).text);
}

/** transformers.js from a folder of its own: it brings libraries that the product does without. */
async function startPeer(
  files: Record<'weights' | 'tokenizer' | 'config', string>,
  folder: string,
): Promise<PeerProcess<EmbedCall, EmbedReply>> {
  const modules = process.env['TRANSFORMERS_JS'];
  if (!modules)
    throw new CannotMeasureError(
      'Install the peer apart (npm install --prefix DIR @huggingface/transformers) and set TRANSFORMERS_JS=DIR.',
    );
  writeStandardBert(files, folder);
  const peer = new PeerProcess<EmbedCall, EmbedReply>(
    PEER,
    path.join(import.meta.dirname, 'engines', 'transformers-js.main.ts'),
  );
  await peer.call({ op: 'load', modules: path.resolve(modules), folder, threads: THREADS });
  return peer;
}

/** The size of batch with which the peer is quickest. */
async function bestBatch(peer: PeerProcess<EmbedCall, EmbedReply>, texts: string[]): Promise<number> {
  const tried: { batch: number; ms: number }[] = [];
  for (const batch of PEER_BATCHES) {
    await peer.call({ op: 'embed', texts: texts.slice(0, batch), batch });
    tried.push({ batch, ms: (await peer.call({ op: 'embed', texts, batch })).ms! });
  }
  return tried.sort((a, b) => a.ms - b.ms)[0]!.batch;
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, i) => sum + value * b[i]!, 0);
