import path from 'node:path';
import { adapterPlaces, adapterSites } from '../src/architectures/adapter-sites.js';
import { buildDecoder } from '../src/architectures/decoder.js';
import { decoderConfig, type DecoderConfig } from '../src/architectures/decoder-config.js';
import { readPeftAdapter, type AdapterFactors } from '../src/architectures/peft-adapter.js';
import type { Precision } from '../src/architectures/precision.js';
import { AdapterBank } from '../src/engine/adapter-bank.js';
import { textLogits } from '../src/engine/text-logits.js';
import { variantFile } from '../src/graph/onnx-graph.js';
import { openSession } from '../src/runtime/open-session.js';
import { openDecoderFile } from '../src/serving/decoder-file.js';
import type { TensorInfo, WeightFile } from '../src/tensor/weight-file.js';

interface LogitSpec {
  weights: string;
  precision: Precision;
  directory: string; // for the graph
  lastPositions: number;
  change?: (config: DecoderConfig) => DecoderConfig; // to see what a wrong setting does
  adapter?: string; // the folder of one
  merge?: string; // of one to be added to the weights before the graph is built
}

/** Logits of our own graph at the last positions of each text. */
export async function ourLogits(
  spec: LogitSpec,
  texts: readonly (readonly number[])[],
): Promise<Float32Array[]> {
  const { family, metadata, file } = openDecoderFile(spec.weights);
  const read = decoderConfig(family, metadata, file);
  const config = spec.change?.(read) ?? read;
  const { directory, precision } = spec;
  const base = { sites: adapterSites(config, family.block), layers: config.layers };
  const weights = spec.merge ? new MergedWeights(file, readPeftAdapter(spec.merge, base)) : file;
  const graph = buildDecoder(weights, family, config, { directory, precision, contextTokens: 1024 });
  file.close();
  const variant = spec.adapter ? path.join(directory, variantFile('lora')) : graph;
  const session = await openSession(variant, { threads: 2 });
  const bank = new AdapterBank(session, adapterPlaces(base, 'lora'));
  const adapter = spec.adapter && bank.add(spec.adapter, readPeftAdapter(spec.adapter, base).factors);
  const feeds = adapter ? { adapter: bank.feeds([adapter]).feeds } : {};
  const rows: Float32Array[] = [];
  for (const ids of texts)
    rows.push(...(await textLogits(session, config, { ids, positions: spec.lastPositions, ...feeds })));
  if (adapter) bank.remove(adapter);
  bank.release();
  session.close();
  return rows;
}

/** The weights of a file with an adapter added: W + (A B)^T of each linear, in the rows of its matrix. */
class MergedWeights implements WeightFile {
  readonly tensors: WeightFile['tensors'];

  constructor(
    private readonly file: WeightFile,
    private readonly adapter: AdapterFactors,
  ) {
    this.tensors = file.tensors;
  }

  has = (name: string): boolean => this.file.has(name);
  info = (name: string): TensorInfo => this.file.info(name);
  bytes = (name: string): Buffer => this.file.bytes(name);
  close = (): void => this.file.close();

  floats(name: string): Float32Array {
    const values = this.file.floats(name);
    const [, layer, part] = /^blk\.(\d+)\.(\w+)\.weight$/.exec(name) ?? [];
    const [site, before] = SITES[part!] ?? [];
    const factors = site && this.adapter.factors.get(`${layer}.${site}`);
    if (!factors) return values;
    const [rows, columns] = this.file.info(name).shape as [number, number];
    const firstRow = before!.reduce((sum, one) => sum + this.info(`blk.${layer}.${one}.weight`).shape[0]!, 0);
    const { rank, a, b } = factors;
    const all = b.length / rank;
    for (let row = 0; row < rows; row++)
      for (let r = 0; r < rank; r++) {
        const factor = b[r * all + firstRow + row]!;
        if (factor === 0) continue;
        for (let column = 0; column < columns; column++)
          values[row * columns + column]! += factor * a[column * rank + r]!;
      }
    return values;
  }
}

/** Where a matrix lies in the graph's linears: the site, and the matrices above it. */
const SITES: Record<string, [string, string[]]> = {
  attn_q: ['qkv', []],
  attn_k: ['qkv', ['attn_q']],
  attn_v: ['qkv', ['attn_q', 'attn_k']],
  attn_output: ['out', []],
  ffn_gate: ['gate_up', []],
  ffn_up: ['gate_up', ['ffn_gate']],
  ffn_down: ['down', []],
};

const argmax = (row: Float32Array): number =>
  row.reduce((best, value, i) => (value > row[best]! ? i : best), 0);

/** How much less likely, in logits of the first, what the second chooses is than what the first does. */
export const choiceGaps = (first: readonly Float32Array[], second: readonly Float32Array[]): number[] =>
  first.map((row, i) => row[argmax(row)]! - row[argmax(second[i]!)]!);
