import { itActsAsEmbedder, itActsAsGenerator } from '../../../../../test/support/model-contract.js';
import { type OpenAiTestServer, startOpenAiServer } from '../../../../../test/support/openai-server.js';
import type { GenerateEvent } from './model.js';
import { OpenAiClient } from './openai-client.js';
import { OpenAiEmbedder, OpenAiGenerator } from './openai-model.js';

let server: OpenAiTestServer;
beforeAll(async () => {
  server = await startOpenAiServer();
});
afterAll(() => server.close());
beforeEach(() => {
  server.script({ text: 'Hello team, this is a rather long answer of many words. '.repeat(8), pauseMs: 2 });
  server.requests.length = 0;
  server.dimensions = 384;
});

const client = (limits = { firstByteMs: 2_000, silenceMs: 300 }, extra = {}): OpenAiClient =>
  new OpenAiClient(
    { id: 'big', baseUrl: server.url, model: 'big-1', contextTokens: 8_192, apiKey: 'key', ...extra },
    limits,
  );
const generator = (): OpenAiGenerator => new OpenAiGenerator(client());
const embedder = (): OpenAiEmbedder => new OpenAiEmbedder(client(), 384);

const collect = async (stream: AsyncIterable<GenerateEvent>): Promise<GenerateEvent[]> => {
  const events: GenerateEvent[] = [];
  for await (const event of stream) events.push(event);
  return events;
};
const request = { messages: [{ role: 'user' as const, content: 'hi' }], maxTokens: 50 };
const ask = (): Promise<GenerateEvent[]> => collect(generator().generate(request));

describe('an OpenAI-compatible generator', () => {
  itActsAsGenerator(generator);

  it('sends what was asked, with the key', async () => {
    await collect(generator().generate({ ...request, temperature: 0.5, topP: 0.9, seed: 7, stop: ['END'] }));
    expect(server.requests[0]).toMatchObject({
      path: '/v1/chat/completions',
      authorization: 'Bearer key',
      body: {
        model: 'big-1',
        max_tokens: 50,
        temperature: 0.5,
        top_p: 0.9,
        seed: 7,
        stop: ['END'],
        stream: true,
      },
    });
  });

  it('takes the usage from the server, and estimates it where it sends none', async () => {
    server.script('one two three');
    expect((await ask()).at(-1)).toMatchObject({ usage: { promptTokens: 11, completionTokens: 3 } });
    server.script({ text: 'one two three', withoutUsage: true });
    const end = (await ask()).at(-1);
    expect(end?.type === 'end' && end.usage.completionTokens).toBeGreaterThan(2);
  });

  it('frees the server when its reader goes away', async () => {
    const before = server.cancelled;
    for await (const event of generator().generate(request)) if (event.type === 'text') break;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(server.cancelled).toBe(before + 1);
  });
});

describe('failures of a server', () => {
  const says = (text: string): unknown => expect.stringContaining(text);

  it.each([
    [{ status: 429 }, { status: 429, code: 'model-busy', extra: { retryAfterS: 7 } }],
    [
      { status: 500, body: '{"error":{"message":"out of memory"}}' },
      { status: 502, detail: says('out of memory') },
    ],
    [{ status: 401 }, { status: 502, code: 'model-server-refused' }],
    [{ status: 404 }, { status: 502, detail: says('big-1') }],
    [{ status: 400, body: '{"error":{"message":"maximum context is 4096"}}' }, { code: 'prompt-too-long' }],
    [{ garbage: '<html>oops' }, { status: 502, detail: says('no JSON') }],
    [{ garbage: '[]' }, { status: 502, code: 'model-server-failed' }],
    [{ garbage: '{"error":{"message":"cuda error"}}' }, { status: 502, detail: says('cuda error') }],
    [
      { text: 'one two three four', cutAfter: 2 },
      { status: 502, code: 'model-server-failed' },
    ],
    [
      { text: 'one two', pauseMs: 900 },
      { status: 502, code: 'model-server-silent' },
    ],
  ])('become a problem with what to do: %j', async (script, problem) => {
    server.script(script);
    await expect(ask()).rejects.toMatchObject(problem);
  });

  it('says so when nobody is there', async () => {
    const nobody = new OpenAiGenerator(client(undefined, { baseUrl: 'http://127.0.0.1:9/v1' }));
    await expect(collect(nobody.generate(request))).rejects.toMatchObject({
      status: 502,
      detail: says('127.0.0.1:9'),
    });
  });
});

describe('an OpenAI-compatible embedder', () => {
  itActsAsEmbedder(embedder);

  it('asks in batches and keeps the order', async () => {
    const texts = Array.from({ length: 150 }, (_, i) => `text number ${i}`);
    expect(await embedder().embed(texts)).toHaveLength(150);
    expect(server.requests).toHaveLength(3);
  });

  it('refuses vectors that do not fit the index, and answers that are none', async () => {
    server.dimensions = 8;
    await expect(embedder().embed(['a'])).rejects.toMatchObject({ code: 'model-dimensions' });
    server.script({ garbage: '{"data":[]}' });
    await expect(embedder().embed(['a'])).rejects.toMatchObject({ code: 'model-server-failed' });
  });
});
