import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describeWithFiles, modelFiles } from '../../test/model-folder.js';
import { ModelClient } from './model-client.js';
import type { GenerateEvent, GenerateRequest } from './model-contract.js';
import { startModelProcess, type ModelProcess } from './start-model-process.js';

async function collect(events: AsyncIterable<GenerateEvent>) {
  let text = '';
  const parts: string[] = [];
  for await (const event of events) {
    if (event.type === 'delta') {
      text += event.text;
      parts.push(event.text);
    } else if (event.type === 'end') return { text, parts, ...event };
  }
  throw new Error('There was no end.');
}

describeWithFiles('a generator process on real weights', modelFiles.generator, () => {
  let folder: string;
  let child: ModelProcess;
  let client: ModelClient;

  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-real-'));
    child = await startModelProcess({
      id: 'smollm2',
      task: 'generate',
      files: modelFiles.generator,
      socketPath: path.join(folder, 's'),
    });
    client = await ModelClient.connect(child.socketPath);
  }, 60_000);
  afterAll(async () => {
    client?.close();
    await child?.stop();
    fs.rmSync(folder, { recursive: true });
  });

  const ask = (content: string, changes: Partial<GenerateRequest> = {}, signal?: AbortSignal) =>
    client.generate({ messages: [{ role: 'user', content }], maxTokens: 24, ...changes }, signal);

  it('runs the 4-bit file exactly (q4x) through the C API', async () => {
    expect(await client.info()).toMatchObject({
      precision: 'q4x',
      adapter: 'c-api',
      vocabulary: 49152,
      contextTokens: 4096,
    });
  });

  it('knows the capital of France', async () => {
    expect(
      (await collect(client.generate({ prompt: 'The capital of France is', maxTokens: 4 }))).text,
    ).toMatch(/^ Paris/);
  });

  it('gives the same tokens for the same seed, whoever else is served meanwhile', async () => {
    const sampled = { temperature: 0.9, topP: 0.95, topK: 40, repetitionPenalty: 1.1, seed: 11 };
    const alone = await collect(ask('Tell me about the sea.', sampled));
    const [again, other] = await Promise.all([
      collect(ask('Tell me about the sea.', sampled)),
      collect(ask('Tell me about the sea.', { ...sampled, seed: 12 })),
    ]);
    expect(again.tokenIds).toEqual(alone.tokenIds);
    expect(other.tokenIds).not.toEqual(alone.tokenIds);
  });

  it('streams emoji and Chinese in whole characters', async () => {
    const prompt = 'Copy this line again and again:\n🎉👍🏽 你好世界 🇨🇳\n🎉👍🏽 你好世界 🇨🇳\n🎉👍🏽';
    const { text, parts } = await collect(client.generate({ prompt, maxTokens: 48 }));
    expect(text).toMatch(/[\u4e00-\u9fff]|\p{Extended_Pictographic}/u);
    for (const part of parts) expect(part).not.toMatch(/\ufffd|[\ud800-\udbff]$|^[\udc00-\udfff]/);
  });

  it('cancels while it reads a long prompt, long before that is read', async () => {
    const began = performance.now();
    await collect(ask('word '.repeat(1200), { maxTokens: 1 })); // how long it takes on this machine at this hour
    const readingMs = performance.now() - began;
    const cancel = new AbortController();
    let asked = 0;
    setTimeout(() => {
      asked = performance.now();
      cancel.abort();
    }, 150);
    const { finishReason, tokenIds } = await collect(ask('other '.repeat(1200), {}, cancel.signal));
    expect({ finishReason, tokens: tokenIds.length }).toEqual({ finishReason: 'cancelled', tokens: 0 });
    expect(performance.now() - asked).toBeLessThan((readingMs - 150) / 3);
  });

  it('cancels while it writes, within a few tokens', async () => {
    const cancel = new AbortController();
    let [before, after] = [0, 0];
    for await (const event of ask('Write a very long story.', { maxTokens: 500, seed: 1 }, cancel.signal)) {
      if (event.type === 'end') expect(event.finishReason).toBe('cancelled');
      if (event.type !== 'delta') continue;
      if (cancel.signal.aborted) after++;
      else if (++before === 5) cancel.abort();
    }
    expect(before).toBe(5);
    expect(after).toBeLessThanOrEqual(5); // those that were on their way
  });

  it('refuses a prompt longer than its context with the numbers', async () => {
    await expect(collect(ask('word '.repeat(5000)))).rejects.toMatchObject({
      code: 'prompt-too-long',
      details: { contextTokens: 4096 },
    });
  });
});
