import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { REFERENCES, writeCheckpoint } from '../../test/architecture-reference.js';
import { expectClose } from '../../test/run-graph.js';
import { writeTinyWordPiece } from '../../test/tiny-vocabulary.js';
import { LoadedEncoder } from './loaded-encoder.js';
import type { ModelSpec } from './model-contract.js';

const REFERENCE = REFERENCES.find(({ name }) => name === 'bert')!;

describe('LoadedEncoder on a tiny random BERT', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-encoder-'));
    writeCheckpoint(folder, REFERENCE);
    writeTinyWordPiece(folder);
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const pooling = (modes: Record<string, boolean>) => {
    fs.mkdirSync(path.join(folder, '1_Pooling'), { recursive: true });
    fs.writeFileSync(path.join(folder, '1_Pooling', 'config.json'), JSON.stringify(modes));
  };
  it('refuses a precision that encoders do not have, by name', async () => {
    await expect(embed('words', 'q4x')).rejects.toThrow('precision q4x is none of this model');
  });

  async function embed(text: string, precision?: ModelSpec['precision']): Promise<Float32Array> {
    const at = (name: string) => path.join(folder, name);
    const files = {
      weights: at('model.safetensors'),
      tokenizer: at('tokenizer.json'),
      config: at('config.json'),
    };
    const encoder = await LoadedEncoder.open({ id: 'tiny', task: 'embed', files, precision, threads: 1 });
    const { vectors } = await encoder.embed([text]);
    await encoder.close();
    return vectors[0]!;
  }
  const cosine = (a: Float32Array, b: Float32Array) => a.reduce((sum, v, i) => sum + v * b[i]!, 0);

  it('takes the mean or the first token, as the files beside the weights say', async () => {
    const plain = await embed('some words');
    pooling({ pooling_mode_mean_tokens: true, pooling_mode_cls_token: false });
    expectClose(await embed('some words'), plain, 1e-6);
    pooling({ pooling_mode_mean_tokens: false, pooling_mode_cls_token: true });
    const first = await embed('some words');
    expect(cosine(first, plain)).toBeLessThan(0.99);
    expect(cosine(first, first)).toBeCloseTo(1, 5);
    pooling({ pooling_mode_max_tokens: true });
    await expect(embed('some words')).rejects.toThrow(
      'pooling_mode_max_tokens of this embedder is not supported',
    );
  });
});
