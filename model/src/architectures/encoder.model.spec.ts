import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describeWithFiles, modelFiles } from '../../test/model-folder.js';
import { LoadedEncoder } from '../serving/loaded-encoder.js';
import type { Precision } from './precision.js';

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

  it.each<[Precision, number]>([
    ['fp32', 0.99999],
    ['q8', 0.998], // not the default
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

  it('gives a text the same vector alone and among longer ones', async () => {
    const encoder = await LoadedEncoder.open({
      id: 'minilm',
      task: 'embed',
      files,
      threads: 2,
    });
    const alone = (await encoder.embed(['How do I reset my password?'])).vectors[0]!;
    const among = (await encoder.embed(['long text '.repeat(90), 'How do I reset my password?', 'x']))
      .vectors[1]!;
    await encoder.close();
    expect(dot(alone, among)).toBeGreaterThan(0.9999);
  });
});
