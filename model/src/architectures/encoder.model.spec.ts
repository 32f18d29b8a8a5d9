import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describeWithFiles, modelFiles } from '../../test/model-folder.js';
import { LoadedEncoder } from '../serving/loaded-encoder.js';
import type { EncoderPrecision } from './precision.js';

/** Vectors by a numpy implementation of its own, written by test/make-embedding-reference.py. */
const REFERENCE = JSON.parse(
  fs.readFileSync(path.resolve(import.meta.dirname, '../../test/embedding-reference.json'), 'utf8'),
) as { text: string; vector: string }[];

function reference(): Float32Array[] {
  return REFERENCE.map(({ vector }) => {
    const bytes = Buffer.from(vector, 'base64');
    return Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i));
  });
}

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

describeWithFiles('MiniLM graph on real weights', modelFiles.embedder, () => {
  let folder: string;
  let files: Record<string, string>; // links, so that the graphs are not kept beside the real weights
  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-encoder-'));
    const link = (file: string) => {
      const linked = path.join(folder, path.basename(file));
      fs.symlinkSync(file, linked);
      return linked;
    };
    files = Object.fromEntries(Object.entries(modelFiles.embedder).map(([key, file]) => [key, link(file)]));
  });
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  it.each<[EncoderPrecision, number]>([
    ['fp32', 0.99999],
    ['q8', 0.998],
    ['w8', 0.985],
  ])('agrees in %s with the reference: cosine %d or more for every text', async (precision, least) => {
    const encoder = await LoadedEncoder.open({
      id: 'minilm',
      task: 'embed',
      files,
      precision,
      threads: 2,
    });
    const { vectors, truncated } = await encoder.embed(REFERENCE.map(({ text }) => text));
    await encoder.close();
    const cosines = reference().map((expected, i) => dot(expected, vectors[i]!));
    if (process.env['DESKMATE_FULL']) console.log(precision, cosines.map((c) => c.toFixed(5)).join(' '));
    expect(Math.min(...cosines)).toBeGreaterThanOrEqual(least);
    expect(truncated).toBe(1);
    for (const vector of vectors) expect(dot(vector, vector)).toBeCloseTo(1, 4);
  });

  it.each<EncoderPrecision>(['fp32', 'w8'])(
    'gives a text the same vector in %s, bit for bit, alone and among others',
    async (precision) => {
      const encoder = await LoadedEncoder.open({ id: 'minilm', task: 'embed', files, precision, threads: 2 });
      const question = 'How do I reset my password?';
      const [alone] = (await encoder.embed([question])).vectors;
      const others = ['long text '.repeat(90), 'Where do I change my password?', 'x'];
      const { vectors } = await encoder.embed([...others, question, ...REFERENCE.map(({ text }) => text)]);
      await encoder.close();
      expect([...vectors[others.length]!]).toEqual([...alone!]);
    },
  );
});
