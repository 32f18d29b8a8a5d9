import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { ModelClient } from './model-client.js';
import type { GenerateEvent, LoadedModel, ModelInfo } from './model-contract.js';
import { ModelError } from './model-error.js';
import { ModelServer } from './model-server.js';

const INFO: ModelInfo = {
  id: 'fake',
  task: 'generate',
  architecture: 'llama',
  precision: 'q8',
  contextTokens: 10,
  vocabulary: 5,
  hasChatTemplate: false,
  adapter: 'c-api',
  threads: 1,
  pid: 1,
};
const TIMINGS = { queueMs: 0, prefillMs: 0, decodeMs: 0 };

/** Streams letters until it is told to stop; records what became of each request. */
class FakeModel implements LoadedModel {
  readonly info = INFO;
  readonly ended: string[] = [];

  async *generate(
    request: { maxTokens: number; prompt?: string },
    signal?: AbortSignal,
  ): AsyncGenerator<GenerateEvent, void> {
    if (request.prompt === 'too long')
      throw new ModelError('prompt-too-long', 'Too long.', { promptTokens: 11, contextTokens: 10 });
    yield { type: 'start', promptTokens: 1, seed: 3 };
    let count = 0;
    for (; count < request.maxTokens && !signal?.aborted; count++) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      yield { type: 'delta', text: '中', tokenIds: [count] };
    }
    const finishReason = signal?.aborted ? 'cancelled' : 'length';
    this.ended.push(finishReason);
    yield {
      type: 'end',
      finishReason,
      promptTokens: 1,
      cachedTokens: 0,
      guesses: { tried: 0, right: 0 },
      completionTokens: count,
      tokenIds: [],
      timings: TIMINGS,
    };
  }

  embed(texts: readonly string[]) {
    const vectors = texts.map((text) => Float32Array.of(text.length, 0.5));
    return Promise.resolve({ vectors, tokens: texts.length, truncated: 1 });
  }

  countTokens = (texts: readonly string[]) => texts.map((text) => text.length);
  close = () => Promise.resolve();
}

const generate = (
  client: ModelClient,
  changes: { prompt?: string; maxTokens?: number } = {},
  signal?: AbortSignal,
) => client.generate({ prompt: 'x', maxTokens: 3, ...changes }, signal);

async function collect(events: AsyncIterable<GenerateEvent>): Promise<GenerateEvent[]> {
  const all: GenerateEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

describe('ModelServer and ModelClient', () => {
  let folder: string;
  let socketPath: string;
  let model: FakeModel;
  let server: ModelServer;
  let client: ModelClient;

  beforeEach(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-channel-'));
    socketPath = path.join(folder, 'm.sock');
    model = new FakeModel();
    server = new ModelServer(model, socketPath);
    await server.listen();
    client = await ModelClient.connect(socketPath);
  });
  afterEach(() => {
    client.close();
    server.close();
    fs.rmSync(folder, { recursive: true });
  });

  it('opens the socket to this user alone', () => {
    expect(fs.statSync(socketPath).mode & 0o077).toBe(0);
  });

  it('carries info, counts and vectors', async () => {
    expect(await client.info()).toEqual(INFO);
    expect(await client.countTokens(['ab', '中'])).toEqual([2, 1]);
    const { vectors, ...report } = await client.embedWithReport(['abc', 'd']);
    expect(vectors.map((v) => [...v])).toEqual([
      [3, 0.5],
      [1, 0.5],
    ]);
    expect(report).toEqual({ tokens: 2, truncated: 1 });
    expect(await client.embed([])).toEqual([]);
  });

  it('streams start, deltas and end in order', async () => {
    const events = await collect(generate(client));
    expect(events.map(({ type }) => type)).toEqual(['start', 'delta', 'delta', 'delta', 'end']);
  });

  it('keeps the calls of several clients apart', async () => {
    const second = await ModelClient.connect(socketPath);
    const results = await Promise.all([
      collect(generate(client, { maxTokens: 20 })),
      collect(generate(second, { maxTokens: 2 })),
      collect(generate(client, { maxTokens: 7 })),
      client.countTokens(['abc']),
    ]);
    expect(results.slice(0, 3).map((r) => r.length)).toEqual([22, 4, 9]);
    expect(results[3]).toEqual([3]);
    second.close();
  });

  it('carries errors with code and numbers', async () => {
    await expect(collect(generate(client, { prompt: 'too long' }))).rejects.toMatchObject({
      code: 'prompt-too-long',
      details: { promptTokens: 11, contextTokens: 10 },
      retryable: false,
    });
  });

  it('cancels by signal and still gives the end', async () => {
    const cancel = new AbortController();
    setTimeout(() => cancel.abort(), 20);
    const events = await collect(generate(client, { maxTokens: 10_000 }, cancel.signal));
    expect(events.at(-1)).toMatchObject({ type: 'end', finishReason: 'cancelled' });
  });

  it('cancels what is no longer listened to', async () => {
    for await (const event of generate(client, { maxTokens: 10_000 })) if (event.type === 'delta') break;
    await until(() => model.ended.includes('cancelled'));
  });

  it('cancels the calls of a client that goes away', async () => {
    const leaving = await ModelClient.connect(socketPath);
    const stream = generate(leaving, { maxTokens: 10_000 });
    await stream.next();
    leaving.close();
    await until(() => model.ended.includes('cancelled'));
    await expect(collect(stream)).rejects.toMatchObject({ code: 'model-unavailable' });
  });

  it('fails every call with a retryable error when the process goes', async () => {
    const stream = generate(client, { maxTokens: 10_000 });
    await stream.next();
    server.close();
    await expect(collect(stream)).rejects.toMatchObject({ code: 'model-unavailable', retryable: true });
    await expect(client.info()).rejects.toMatchObject({ code: 'model-unavailable' });
    await expect(ModelClient.connect(socketPath)).rejects.toMatchObject({ code: 'model-unavailable' });
  });

  it('drops a connection that speaks something else, and serves on', async () => {
    const stranger = net.connect(socketPath);
    const closed = new Promise((resolve) => stranger.once('close', resolve));
    stranger.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await closed;
    expect(await client.info()).toEqual(INFO);
  });

  it('takes over the socket file of a process that died', async () => {
    const stale = path.join(folder, 'stale.sock');
    const dead = net.createServer().listen(stale);
    await new Promise((resolve) => dead.once('listening', resolve));
    fs.linkSync(stale, path.join(folder, 'kept')); // closing removes the path only
    dead.close();
    fs.renameSync(path.join(folder, 'kept'), stale);
    const next = new ModelServer(model, stale);
    await next.listen();
    const connected = await ModelClient.connect(stale);
    expect((await connected.info()).id).toBe('fake');
    connected.close();
    next.close();
  });

  it('does not overwrite a file that is no socket', async () => {
    const file = path.join(folder, 'notes.txt');
    fs.writeFileSync(file, 'keep me');
    await expect(new ModelServer(model, file).listen()).rejects.toThrow('is not a socket');
    expect(fs.readFileSync(file, 'utf8')).toBe('keep me');
  });
});

async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 5000;
  while (!condition()) {
    if (Date.now() > end) throw new Error('It never happened.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
