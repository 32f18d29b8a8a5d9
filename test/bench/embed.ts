import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ModelClient, type ModelProcess, openTokenizer, startModelProcess } from '@deskmate/model';
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

export const description =
  'texts a second of the embedder at 64 and 256 tokens, in fp32 and w8; beside transformers.js in fp32';

const PEER = 'transformers';
const THREADS = 2;
const REPETITIONS = 5;
const TEXTS = 32;
const LENGTHS = [64, 256];
const SPECIAL_TOKENS = 2;
const PEER_BATCHES = [1, 8, 32];

/** fp32 figures bear no prefix: they are what the peer's fp32 figures are compared with. */
const PRECISIONS = { '': 'fp32', 'w8.': 'w8' } as const;
type Prefix = keyof typeof PRECISIONS;
type Files = Record<'weights' | 'tokenizer' | 'config', string>;
type Peer = PeerProcess<EmbedCall, EmbedReply>;

export async function run(options: BenchOptions): Promise<BenchResult> {
  const files = embedderFiles();
  const other = options.peers.find((name) => name !== PEER);
  if (other) throw new CannotMeasureError(`${other} cannot run here; the peer is ${PEER}.`);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'dm-embed-'));
  const ours: [Prefix, OurEmbedder][] = [];
  let peer: Peer | undefined;
  try {
    for (const prefix of Object.keys(PRECISIONS) as Prefix[])
      ours.push([prefix, await OurEmbedder.start(files, PRECISIONS[prefix], folder)]);
    if (options.peers.includes(PEER)) peer = await startPeer(files, path.join(folder, 'standard'));
    return await measure(files, new Map(ours), peer, options.limit ?? REPETITIONS);
  } finally {
    await peer?.close();
    for (const [, embedder] of ours) await embedder.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Each side in turn, so that all see the same machine; medians. */
async function measure(
  files: Files,
  ours: ReadonlyMap<Prefix, OurEmbedder>,
  peer: Peer | undefined,
  repetitions: number,
): Promise<BenchResult> {
  const figures: Figures = {};
  const theirs: Figures = {};
  const cosines = new Map<string, number>();
  for (const length of LENGTHS) {
    const texts = textsOf(files.tokenizer, length);
    const batch = peer ? await bestBatch(peer, texts) : 0;
    const rates = new Map<string, number[]>();
    const note = (side: string, ms: number) =>
      rates.set(side, [...(rates.get(side) ?? []), (TEXTS * 1000) / ms]);
    for (const embedder of ours.values()) await embedder.embed(texts); // to warm up
    for (let i = 0; i < repetitions; i++) {
      const expected = peer && (await peer.call({ op: 'embed', texts, batch }));
      if (expected) note(PEER, expected.ms!);
      for (const [prefix, embedder] of ours) {
        const { vectors, ms } = await embedder.embed(texts);
        note(prefix, ms);
        if (!expected) continue;
        const least = Math.min(...vectors.map((vector, row) => dot(vector, expected.vectors![row]!)));
        cosines.set(prefix, Math.min(least, cosines.get(prefix) ?? 1));
      }
    }
    for (const prefix of ours.keys()) {
      const name = `${prefix}texts${length}PerS`;
      figures[name] = quantile(rates.get(prefix)!, 0.5);
      if (peer) theirs[name] = quantile(rates.get(PEER)!, 0.5); // in fp32, beside each of ours
      say(`${name}: ours ${figures[name].toFixed(1)}/s, theirs ${theirs[name]?.toFixed(1)}/s`);
    }
  }
  for (const [prefix, cosine] of cosines) figures[`${prefix}minCosine`] = cosine;
  return { data: path.basename(files.weights), figures, ...(peer && { peer: { [PEER]: theirs } }) };
}

/** The catalog's embedder in a process of its own. */
class OurEmbedder {
  private constructor(
    private readonly child: ModelProcess,
    private readonly client: ModelClient,
  ) {}

  static async start(files: Files, precision: 'fp32' | 'w8', folder: string): Promise<OurEmbedder> {
    const socketPath = path.join(folder, precision);
    const spec = { id: 'bench', task: 'embed' as const, files, threads: THREADS, precision };
    const child = await startModelProcess({ ...spec, socketPath });
    return new OurEmbedder(child, await ModelClient.connect(socketPath));
  }

  async embed(texts: string[]): Promise<{ vectors: ArrayLike<number>[]; ms: number }> {
    const started = performance.now();
    return { vectors: await this.client.embed(texts), ms: performance.now() - started };
  }

  async stop(): Promise<void> {
    this.client.close();
    await this.child.stop();
  }
}

function textsOf(tokenizerFile: string, length: number): string[] {
  const tokenizer = openTokenizer(tokenizerFile);
  return Array.from({ length: TEXTS }, (_, i) => promptOf(tokenizer, length - SPECIAL_TOKENS, 1 + i).text);
}

/** transformers.js from a folder of its own: it brings libraries that the product does without. */
async function startPeer(files: Files, folder: string): Promise<Peer> {
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
async function bestBatch(peer: Peer, texts: string[]): Promise<number> {
  const tried: { batch: number; ms: number }[] = [];
  for (const batch of PEER_BATCHES) {
    await peer.call({ op: 'embed', texts: texts.slice(0, batch), batch });
    tried.push({ batch, ms: (await peer.call({ op: 'embed', texts, batch })).ms! });
  }
  return tried.sort((a, b) => a.ms - b.ms)[0]!.batch;
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, i) => sum + value * b[i]!, 0);
