import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Embedder } from './model.js';
import { CachedEmbedder } from './vector-cache.js';

it('asks the model for each text once, also in a later run', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-vectors-'));
  const asked: string[] = [];
  const inner: Embedder = {
    id: 'm',
    vectorsId: 'm',
    dimensions: 2,
    languages: ['en'],
    countTokens: (texts) => Promise.resolve(texts.map((text) => text.length)),
    embed: async (texts) => {
      asked.push(...texts);
      return texts.map((text) => Float32Array.of(text.length, 1));
    },
  };
  const first = new CachedEmbedder(inner, folder);
  await first.embed(['a', 'bb']);
  const again = await new CachedEmbedder(inner, folder).embed(['bb', 'ccc', 'a']);
  expect(asked).toEqual(['a', 'bb', 'ccc']);
  expect(again.map((vector) => vector[0])).toEqual([2, 3, 1]);
  await new CachedEmbedder({ ...inner, vectorsId: 'm:w8' }, folder).embed(['a']);
  expect(asked).toEqual(['a', 'bb', 'ccc', 'a']); // another precision, other vectors
  fs.rmSync(folder, { recursive: true });
});
