import fs from 'node:fs';
import path from 'node:path';
import { compareLogits, evaluateText, joinComparisons, logProbability, PROSE } from '@deskmate/model';
import type { LogitComparison, TextEvaluation } from '@deskmate/model';
import { type BenchOptions, type BenchResult, CannotMeasureError, type Figures, say } from './bench.js';
import { generatorFile } from './engines/generator-file.js';
import { LlamaCppLogits } from './engines/llama-cpp-logits.js';

export const description =
  'what each precision of a model costs in perplexity and in distance from fp32; beside llama.cpp';

const PEER = 'node-llama-cpp';
const PRECISIONS = ['fp32', 'q4x', 'q8'] as const;
const CHUNK_TOKENS = 512;
const POSITIONS = 1024;
const THREADS = 2;

/**
 * `--file GGUF` (else the default generator), `--text FILE` (else two texts of our own), `--limit` positions. The peer computes the
 * same positions from the same file, and its distance is from our fp32 as well: a graph of ours is worth as much as the
 * peer where `ratio` says 1.
 */
export async function run(options: BenchOptions): Promise<BenchResult> {
  const file = generatorFile(options.file);
  const { text, name } = textOf(options);
  const peer = options.peers.length > 0 ? await openPeer(options.peers, file) : undefined;
  const maxChunks = Math.max(1, Math.round((options.limit ?? POSITIONS) / CHUNK_TOKENS));
  try {
    const evaluations = await evaluateText(file, text, {
      precisions: PRECISIONS,
      chunkTokens: CHUNK_TOKENS,
      maxChunks,
      threads: THREADS,
      onChunk: async (ids, logits) => {
        say(`${ids.length} positions computed`);
        await peer?.add(ids, logits.fp32!);
      },
    });
    const figures = figuresOf(evaluations);
    return {
      data: `${path.basename(file)} on ${name}`,
      figures,
      ...(peer && { peer: { [PEER]: peer.figures() } }),
    };
  } finally {
    await peer?.close();
  }
}

function textOf({ extra }: BenchOptions): { text: string; name: string } {
  const file = extra['text'];
  if (file === undefined) return { text: PROSE.join('\n\n'), name: 'two texts of our own' };
  if (!fs.existsSync(file)) throw new CannotMeasureError(`There is no text ${file}.`);
  return { text: fs.readFileSync(file, 'utf8'), name: path.basename(file) };
}

function figuresOf(evaluations: readonly TextEvaluation[]): Figures {
  const figures: Figures = { positions: evaluations[0]!.tokens };
  for (const { precision, perplexity, weightsMb, againstFp32 } of evaluations) {
    figures[`${precision}.ppl`] = perplexity;
    figures[`${precision}.weightsMb`] = weightsMb;
    if (!againstFp32) continue;
    figures[`${precision}.kl`] = againstFp32.klMean;
    figures[`${precision}.argmax`] = againstFp32.argmaxEqual;
  }
  return figures;
}

async function openPeer(names: readonly string[], file: string): Promise<PeerScores> {
  const unknown = names.find((name) => name !== PEER);
  if (unknown) throw new CannotMeasureError(`The peer ${unknown} is not known; ${PEER} is.`);
  return new PeerScores(await LlamaCppLogits.open(file, CHUNK_TOKENS));
}

/** llama.cpp on the same chunks. Its only precision stands beside each of ours. */
class PeerScores {
  private readonly logProbabilities: number[] = [];
  private readonly comparisons: LogitComparison[] = [];

  constructor(private readonly llamaCpp: LlamaCppLogits) {}

  async add(ids: readonly number[], fp32: readonly Float32Array[]): Promise<void> {
    const rows = await this.llamaCpp.logits(ids);
    for (let at = 0; at + 1 < ids.length; at++)
      this.logProbabilities.push(logProbability(rows[at]!, ids[at + 1]!));
    this.comparisons.push(compareLogits(fp32, rows));
    say(`${ids.length} positions computed by ${PEER}`);
  }

  figures(): Figures {
    const { klMean, argmaxEqual } = joinComparisons(this.comparisons);
    const ppl = Math.exp(-this.logProbabilities.reduce((a, b) => a + b, 0) / this.logProbabilities.length);
    const beside = PRECISIONS.filter((precision) => precision !== 'fp32').map((precision) => [
      [`${precision}.ppl`, ppl],
      [`${precision}.kl`, klMean],
      [`${precision}.argmax`, argmaxEqual],
    ]);
    return Object.fromEntries([['fp32.ppl', ppl], ...beside.flat()] as [string, number][]);
  }

  close = (): Promise<void> => this.llamaCpp.close();
}
