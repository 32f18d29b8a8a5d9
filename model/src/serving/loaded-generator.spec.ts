import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { TINY_CONTEXT, writeTinyLlama } from '../../test/tiny-llama.js';
import { LoadedGenerator } from './loaded-generator.js';
import type { ChatMessage } from '../tokenizer/chat-template.js';
import type { GenerateEvent, GenerateRequest } from './model-contract.js';

type AllRequest = GenerateRequest & { prompt: string; messages: readonly ChatMessage[] };

describe('LoadedGenerator on a tiny decoder of bytes', () => {
  let folder: string;
  let model: LoadedGenerator;

  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-generator-'));
    const weights = writeTinyLlama(path.join(folder, 'tiny.gguf'));
    model = await LoadedGenerator.open({
      id: 'tiny',
      task: 'generate',
      files: { weights },
      precision: 'fp32',
      threads: 1,
    });
  });
  afterAll(async () => {
    await model.close();
    fs.rmSync(folder, { recursive: true });
  });

  async function run(
    changes: { [K in keyof AllRequest]?: AllRequest[K] | undefined } = {},
    signal?: AbortSignal,
  ) {
    const events: GenerateEvent[] = [];
    const request = {
      prompt: 'abc',
      maxTokens: 40,
      temperature: 1.2,
      seed: 4,
      ...changes,
    } as GenerateRequest;
    for await (const event of model.generate(request, signal)) events.push(event);
    const deltas = events.filter((event) => event.type === 'delta');
    const end = events.at(-1) as Extract<GenerateEvent, { type: 'end' }>;
    return { events, end, deltas, text: deltas.map(({ text }) => text).join('') };
  }

  it('says what it is', () => {
    expect(model.info).toMatchObject({
      id: 'tiny',
      task: 'generate',
      architecture: 'llama',
      contextTokens: TINY_CONTEXT,
      hasChatTemplate: true,
    });
  });

  it('streams a start, deltas and an end that agree with each other', async () => {
    const { events, end, deltas } = await run();
    expect(events[0]).toEqual({ type: 'start', promptTokens: 3, seed: 4 });
    expect(end).toMatchObject({ type: 'end', finishReason: 'length', promptTokens: 3, completionTokens: 40 });
    expect(deltas.flatMap(({ tokenIds }) => tokenIds)).toEqual(
      end.tokenIds.slice(0, deltas.flatMap((d) => d.tokenIds).length),
    );
  });

  it('gives the same text for the same seed, and names the seed it chose', async () => {
    expect((await run()).end.tokenIds).toEqual((await run()).end.tokenIds);
    const { events, end } = await run({ seed: undefined });
    const { seed } = events[0] as Extract<GenerateEvent, { type: 'start' }>;
    expect((await run({ seed })).end.tokenIds).toEqual(end.tokenIds);
  });

  it('never ends a delta inside a character', async () => {
    const { deltas } = await run({ maxTokens: 100 });
    expect(deltas.length).toBeGreaterThan(5);
    for (const { text } of deltas) expect(text).not.toMatch(/[\ud800-\udbff]$/);
  });

  it('ends at a stop string and does not show it', async () => {
    const { text } = await run();
    const stop = text.slice(6, 9);
    const stopped = await run({ stop: [stop] });
    expect(stopped.text).toBe(text.slice(0, text.indexOf(stop)));
    expect(stopped.end.finishReason).toBe('stop');
    expect(stopped.end.tokenIds.length).toBeLessThan(40);
  });

  it('renders messages with the template of the file', async () => {
    const messages = [{ role: 'user', content: 'hi' }] as const;
    const { events } = await run({ messages, prompt: undefined });
    const rendered = '?user\nhi?\n?assistant\n'; // ? is one marker
    expect(events[0]).toMatchObject({ promptTokens: rendered.length });
  });

  it('refuses a prompt that does not fit, with the numbers', async () => {
    await expect(run({ prompt: 'x'.repeat(200) })).rejects.toMatchObject({
      code: 'prompt-too-long',
      details: { promptTokens: 200, contextTokens: TINY_CONTEXT },
    });
  });

  it.each([
    [{ maxTokens: 0 }, 'maxTokens'],
    [{ temperature: -1 }, 'temperature'],
    [{ prompt: '' }, 'prompt is empty'],
  ])('refuses %j', async (changes, message) => {
    await expect(run(changes)).rejects.toMatchObject({
      code: 'invalid-request',
      message: expect.stringContaining(message),
    });
  });

  it('keeps a JSON schema, and refuses one that it cannot keep', async () => {
    const schema = {
      type: 'object',
      properties: { ok: { type: 'boolean' }, n: { type: 'integer', minimum: 1, maximum: 9 } },
      required: ['ok', 'n'],
    };
    for (let seed = 0; seed < 5; seed++) {
      const { text, end } = await run({ schema, temperature: 1, seed, maxTokens: 60 });
      expect(JSON.parse(text)).toEqual({ ok: expect.any(Boolean), n: expect.any(Number) });
      expect(end.finishReason).toBe('stop');
    }
    const refused = (changes: object, message: string) =>
      expect(run(changes)).rejects.toMatchObject({
        code: 'invalid-request',
        message: expect.stringContaining(message),
      });
    await refused({ schema: { type: 'string', pattern: 'x' } }, 'pattern is not supported');
    await refused({ schema, maxTokens: 10 }, 'may take 20 tokens, more than the 10');
  });

  it('reports probabilities token by token', async () => {
    const { deltas, end } = await run({ logProbs: 2 });
    const reported = deltas.flatMap(({ logProbs }) => logProbs!);
    expect(reported.map(({ id }) => id)).toEqual(end.tokenIds.slice(0, reported.length));
    for (const { logProb, top } of reported) expect(logProb).toBeLessThanOrEqual(top[0]!.logProb);
    await expect(run({ logProbs: 99 })).rejects.toMatchObject({ code: 'invalid-request' });
  });

  it('does not embed', async () => {
    await expect(model.embed()).rejects.toMatchObject({ code: 'unsupported-task' });
  });

  it('counts tokens as the model sees them', () => expect(model.countTokens(['abc', '中'])).toEqual([3, 3]));
});
