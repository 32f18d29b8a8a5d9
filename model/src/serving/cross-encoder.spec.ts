import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { REFERENCES, writeCheckpoint } from '../../test/architecture-reference.js';
import { writeTinyWordPiece } from '../../test/tiny-vocabulary.js';
import { expectClose } from '../../test/run-graph.js';
import { CrossEncoder } from './cross-encoder.js';

describe('CrossEncoder on a tiny random BERT', () => {
  let folder: string;
  let model: CrossEncoder;
  const open = (maxTokens?: number) =>
    CrossEncoder.open({
      files: {
        weights: path.join(folder, 'model.safetensors'),
        tokenizer: path.join(folder, 'tokenizer.json'),
        config: path.join(folder, 'config.json'),
      },
      threads: 1,
      maxTokens,
    });
  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-cross-'));
    writeCheckpoint(
      folder,
      REFERENCES.find(({ name }) => name === 'bert, classification')!,
    );
    writeTinyWordPiece(folder);
    model = await open();
  });
  afterAll(() => {
    model.close();
    fs.rmSync(folder, { recursive: true });
  });

  it('scores each pair the same alone and among longer ones', async () => {
    const passages = ['leave days', 'x', 'a much longer text here', 'leave days'];
    const together = await model.score('how many days', passages);
    expect(together.map((scores) => scores.length)).toEqual([3, 3, 3, 3]);
    for (const [i, passage] of passages.entries())
      expectClose(together[i]!, (await model.score('how many days', [passage]))[0]!, 1e-4);
    expect(together[0]).not.toEqual(together[1]);
  });

  it('tells the query from the passage', async () => {
    const [forward] = await model.score('abc', ['xyz']);
    const [backward] = await model.score('xyz', ['abc']);
    expect(Math.abs(forward![0]! - backward![0]!)).toBeGreaterThan(1e-3);
  });

  it('cuts the passage, and the query at half of the room', async () => {
    const short = await open(12);
    const [cut] = await short.score('abc', ['abcdefghijkl']);
    const [same] = await short.score('abc', ['abcdef' + 'zzzzzz']); // 12 less 3 markers and 3 letters
    expectClose(cut!, same!, 1e-6);
    expect(await short.score('long query of many letters', ['long passage'])).toHaveLength(1);
    short.close();
  });
});
