import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type ReferenceEntry, REFERENCES, writeCheckpoint } from '../../test/architecture-reference.js';
import { writeTinyWordPiece } from '../../test/tiny-vocabulary.js';
import { loadModel } from './load-model.js';
import { ModelClient } from './model-client.js';
import type { LoadedModel } from './model-contract.js';
import { ModelServer } from './model-server.js';

const CLASSIFIER = REFERENCES.find(({ name }) => name === 'bert, classification')!;
const withLabels = (labels: number): ReferenceEntry => ({
  ...CLASSIFIER,
  tensors: CLASSIFIER.tensors.map(([name, shape]) => [
    name,
    name.startsWith('classifier') ? [labels, ...shape.slice(1)] : shape,
  ]),
});

describe('a tiny random reranker behind a model socket', () => {
  let folder: string;
  let model: LoadedModel;
  let server: ModelServer;
  let client: ModelClient;
  const load = (labels: number): Promise<LoadedModel> => {
    const at = path.join(folder, String(labels));
    const weights = writeCheckpoint(at, withLabels(labels));
    const files = { weights, tokenizer: writeTinyWordPiece(at), config: path.join(at, 'config.json') };
    return loadModel({ id: 'tiny', task: 'rerank', files, threads: 1 });
  };
  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-rerank-'));
    model = await load(1);
    const socketPath = path.join(folder, 'm.sock');
    server = new ModelServer(model, socketPath);
    await server.listen();
    client = await ModelClient.connect(socketPath);
  });
  afterAll(async () => {
    client.close();
    server.close();
    await model.close();
    fs.rmSync(folder, { recursive: true });
  });

  it('scores texts in their order, each as it is scored alone', async () => {
    const texts = ['leave days', 'x', 'a much longer text here'];
    const scores = await client.rerank('how many days', texts);
    expect(scores).toHaveLength(3);
    expect(new Set(scores).size).toBe(3);
    for (const [i, text] of texts.entries())
      expect((await client.rerank('how many days', [text]))[0]).toBeCloseTo(scores[i]!, 4);
    expect(await client.rerank('how many days', [])).toEqual([]);
  });

  it('says what it is, and refuses other tasks', async () => {
    expect(await client.info()).toMatchObject({ task: 'rerank', architecture: 'bert', precision: 'fp32' });
    const unsupported = { code: 'unsupported-task' };
    await expect(client.embed(['a'])).rejects.toMatchObject(unsupported);
    await expect(client.generate({ prompt: 'a', maxTokens: 1 }).next()).rejects.toMatchObject(unsupported);
    await expect(client.loadAdapter('/a')).rejects.toMatchObject(unsupported);
  });

  it('ends a cancelled call', async () => {
    const cancel = new AbortController();
    const scores = client.rerank('query', new Array<string>(500).fill('a text of letters'), cancel.signal);
    cancel.abort();
    await expect(scores).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('refuses a classifier of several labels', async () => {
    await expect(load(3)).rejects.toThrow('tells 3 labels apart');
  });
});
