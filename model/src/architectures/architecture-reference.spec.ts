import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  floatsOf,
  REFERENCES,
  writeCheckpoint,
  type ReferenceEntry,
} from '../../test/architecture-reference.js';
import { ourLogits } from '../../test/logits.js';
import { expectClose } from '../../test/run-graph.js';
import { runSession, type SessionInput } from '../../test/run-session.js';
import { SafetensorsFile } from '../tensor/safetensors-file.js';
import { buildEncoder, type EncoderGraphSpec } from './encoder.js';
import { buildSourceEncoder, buildTargetDecoder, type EncoderDecoderConfig } from './encoder-decoder.js';
import { getEncoderFamily } from './families.js';
import { t5 } from './t5.js';

const TOLERANCE = 1e-4;
type Rows = number[][];
const table = (type: 'i32' | 'i64', rows: Rows): SessionInput => ({
  type,
  shape: [rows.length, rows[0]!.length],
  values: rows.flat(),
});
const withOutput = (name: string) =>
  REFERENCES.filter(({ outputs }) => name in outputs).map((entry) => [entry.name, entry] as const);

describe('Architectures on tiny random checkpoints against PyTorch', () => {
  let folder: string;
  let weights: string;
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-reference-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true }));
  const write = (entry: ReferenceEntry) => (weights = writeCheckpoint(folder, entry));

  it.each(withOutput('logits').filter(([, { inputs }]) => !('target' in inputs)))('%s', async (_, entry) => {
    write(entry);
    const spec = {
      weights,
      precision: 'fp32' as const,
      directory: path.join(folder, 'graph'),
      lastPositions: 8,
    };
    const rows = await ourLogits(spec, [entry.inputs['ids'] as number[]]);
    expectClose(
      rows.flatMap((row) => [...row]),
      floatsOf(entry, 'logits'),
      TOLERANCE,
    );
  });

  async function runEncoder(entry: ReferenceEntry, output: EncoderGraphSpec['output'], size: number) {
    write(entry);
    const family = getEncoderFamily(entry.config['model_type']);
    const file = new SafetensorsFile(weights);
    const directory = path.join(folder, `graph-${output}`);
    const graph = buildEncoder(file, family, family.config(entry.config), {
      directory,
      precision: 'fp32',
      output,
    });
    file.close();
    const { ids, mask, types } = entry.inputs as Record<string, Rows>;
    const name = output === 'classify' ? 'scores' : 'embeddings';
    const found: number[] = [];
    for (const [row, marks] of mask!.entries()) {
      const only = (rows: Rows) => table('i64', [rows[row]!.filter((_, t) => marks[t])]); // PyTorch had it padded
      const inputs = { ids: only(ids!), ...(output === 'classify' && { types: only(types!) }) };
      found.push(...(await runSession(graph, inputs, { [name]: [1, size] }))[name]!);
    }
    return found;
  }

  it.each(withOutput('mean'))('%s, mean over tokens and first token', async (_, entry) => {
    const size = entry.config['hidden_size'] as number;
    for (const output of ['mean', 'first'] as const)
      expectClose(await runEncoder(entry, output, size), floatsOf(entry, output), TOLERANCE);
  });

  it.each(withOutput('scores'))('%s', async (_, entry) => {
    const labels = entry.outputs['scores']!.shape[1]!;
    expectClose(await runEncoder(entry, 'classify', labels), floatsOf(entry, 'scores'), TOLERANCE);
  });

  const t5Entries = withOutput('logits').filter(([, { inputs }]) => 'target' in inputs);

  /** Cross keys and values of the source, then the decoder over the target in steps of the given sizes. */
  async function runT5(entry: ReferenceEntry, steps: number[]): Promise<Float32Array[]> {
    write(entry);
    const file = new SafetensorsFile(weights);
    const config = t5.config(entry.config);
    const at = (side: string) => ({ directory: path.join(folder, side), precision: 'fp32' as const });
    const encoder = buildSourceEncoder(file, t5, config, at('encoder'));
    const decoder = buildTargetDecoder(file, t5, config, at('decoder'));
    file.close();
    const { ids, mask, target } = entry.inputs as Record<string, Rows>;
    const names = cacheNames(config);
    const shape = (time: number) => [ids!.length, config.heads, time, config.headSize];
    const source = shape(ids![0]!.length);
    const cross = await runSession(
      encoder,
      { ids: table('i64', ids!), mask: table('i32', mask!) },
      Object.fromEntries(names.map((name) => [`cross.${name}`, source])),
    );
    const crossInputs = Object.fromEntries(
      Object.entries(cross).map(([name, values]) => [name, { type: 'f32' as const, shape: source, values }]),
    );
    let past: Record<string, Float32Array> = Object.fromEntries(
      names.map((name) => [name, new Float32Array(0)]),
    );
    let done = 0;
    const logits: Float32Array[] = [];
    for (const time of steps) {
      const pastInputs = Object.fromEntries(
        names.map((name) => [
          `past.${name}`,
          { type: 'f32' as const, shape: shape(done), values: past[name]! },
        ]),
      );
      const part = target!.map((row) => row.slice(done, done + time));
      done += time;
      const outputs = Object.fromEntries(names.map((name) => [`present.${name}`, shape(done)]));
      const result = await runSession(
        decoder,
        { ids: table('i64', part), mask: table('i32', mask!), ...crossInputs, ...pastInputs },
        { logits: [part.length, time, entry.config['vocab_size'] as number], ...outputs },
      );
      logits.push(result['logits']!);
      past = Object.fromEntries(names.map((name) => [name, result[`present.${name}`]!]));
    }
    return logits;
  }

  it.each(t5Entries)('%s, all at once and from a cache', async (_, entry) => {
    const vocabulary = entry.config['vocab_size'] as number;
    const expected = floatsOf(entry, 'logits'); // [2, the last 6 of 30, vocabulary]
    const [all] = await runT5(entry, [30]);
    for (const row of [0, 1]) {
      const ours = all!.subarray((row * 30 + 24) * vocabulary, (row + 1) * 30 * vocabulary);
      expectClose(ours, expected.subarray(row * 6 * vocabulary, (row + 1) * 6 * vocabulary), TOLERANCE);
    }
    const stepped = await runT5(entry, [20, 4, 1, 1, 1, 1, 1, 1]);
    stepped.slice(2).forEach((logits, step) => {
      for (const row of [0, 1]) {
        const at = (row * 6 + step) * vocabulary;
        const ours = logits.subarray(row * vocabulary, (row + 1) * vocabulary);
        expectClose(ours, expected.subarray(at, at + vocabulary), TOLERANCE);
      }
    });
  });
});

const cacheNames = ({ decoderLayers }: EncoderDecoderConfig): string[] =>
  Array.from({ length: decoderLayers }, (_, layer) => [`${layer}.key`, `${layer}.value`]).flat();
