import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { REFERENCES, writeCheckpoint } from '../../test/architecture-reference.js';
import { writeTinyUnigram } from '../../test/tiny-vocabulary.js';
import { TextToText } from './text-to-text.js';

describe('TextToText on a tiny random T5', () => {
  it('continues greedily, the same every time, and stops where it is told', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-t5-'));
    const weights = writeCheckpoint(
      folder,
      REFERENCES.find(({ name }) => name.startsWith('t5, gated'))!,
    );
    const config = path.join(folder, 'config.json');
    const model = await TextToText.open({
      files: { weights, tokenizer: writeTinyUnigram(folder), config },
      threads: 1,
    });
    const first = await model.generate('translate this', { maxTokens: 12 });
    expect(await model.generate('translate this', { maxTokens: 12 })).toBe(first);
    expect(first.startsWith(await model.generate('translate this', { maxTokens: 4 }))).toBe(true);
    expect(await model.generate('another text', { maxTokens: 12 })).not.toBe(first);
    const aborted = AbortSignal.abort();
    await expect(model.generate('translate this', { maxTokens: 4, signal: aborted })).rejects.toThrow();
    model.close();
    fs.rmSync(folder, { recursive: true });
  });
});
