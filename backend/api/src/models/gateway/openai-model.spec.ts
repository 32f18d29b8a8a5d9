import { itActsAsEmbedder } from '../../../../../test/support/embedder-contract.js';
import { ask, collect, itActsAsGenerator } from '../../../../../test/support/generator-contract.js';
import { type OpenAiTestServer, startOpenAiServer } from '../../../../../test/support/openai-server.js';
import type { GenerateEvent } from './model.js';
import { OpenAiClient } from './openai-client.js';
import { OpenAiEmbedder, OpenAiGenerator } from './openai-model.js';
import { ServerGuard } from './server-guard.js';

let server: OpenAiTestServer;
beforeAll(async () => {
  server = await startOpenAiServer();
});
afterAll(() => server.close());
beforeEach(() => {
  server.script({ text: 'Hello team, this is a rather long answer of many words. '.repeat(8), pauseMs: 2 });
  server.requests.length = 0;
  server.dimensions = 384;
  server.contextWords = 4_000;
});

const fast = { firstPauseMs: 5, openMs: 200 };
const client = (limits = { firstByteMs: 2_000, silenceMs: 300 }, extra = {}): OpenAiClient =>
  new OpenAiClient(
    { id: 'big', baseUrl: server.url, model: 'big-1', contextTokens: 8_192, apiKey: 'key', ...extra },
    limits,
    new ServerGuard('big', fast),
  );
const generator = (): OpenAiGenerator => new OpenAiGenerator(client());
const embedder = (): OpenAiEmbedder => new OpenAiEmbedder(client(), 384);

const request = ask('hi', { maxTokens: 50 });
const run = (): Promise<GenerateEvent[]> => collect(generator().generate(request));

describe('an OpenAI-compatible generator', () => {
  itActsAsGenerator(generator, async () => server.atWork > 0);

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
    expect((await run()).at(-1)).toMatchObject({ usage: { promptTokens: 9, completionTokens: 3 } });
    server.script({ text: 'one two three', withoutUsage: true });
    const end = (await run()).at(-1);
    expect(end?.type === 'end' && end.usage.completionTokens).toBeGreaterThan(2);
  });
});

describe('further attempts', () => {
  it('are not made for what would fail again', async () => {
    for (const status of [400, 401, 404, 429]) {
      server.requests.length = 0;
      server.script({ status });
      await expect(run()).rejects.toMatchObject({ name: 'Problem' });
      expect({ status, requests: server.requests.length }).toEqual({ status, requests: 1 });
    }
  });

  it('end at once when the reader cancels', async () => {
    server.script({ status: 503 });
    const stop = new AbortController();
    const slow = new OpenAiGenerator(
      new OpenAiClient(
        { id: 'big', baseUrl: server.url, model: 'big-1', contextTokens: 8_192 },
        undefined,
        new ServerGuard('big', { firstPauseMs: 500 }),
      ),
    );
    const asked = collect(slow.generate(request, stop.signal));
    while (!server.requests.length) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    expect(await asked).toMatchObject([{ type: 'end', finishReason: 'stopped' }]);
  });
});

describe('a limited server', () => {
  it('gets no more requests at once than it takes; the line is first come, first served', async () => {
    server.script({ text: 'one two three', pauseMs: 10 });
    server.mostAtOnce = 0;
    const guard = new ServerGuard('big', { concurrent: 2 });
    const limited = new OpenAiGenerator(
      new OpenAiClient(
        { id: 'big', baseUrl: server.url, model: 'big-1', contextTokens: 8_192 },
        undefined,
        guard,
      ),
    );
    const all = await Promise.all(Array.from({ length: 6 }, () => collect(limited.generate(request))));
    expect(all.every((events) => events.at(-1)?.type === 'end')).toBe(true);
    expect(server.mostAtOnce).toBe(2);
  });
});

describe('LoRA adapters of a vLLM server', () => {
  it('are loaded, asked for by name, and unloaded; what the server refuses is said', async () => {
    server.adapters.clear();
    await generator().loadAdapter('acme-7', '/adapters/acme-7');
    expect(server.adapters.get('acme-7')).toBe('/adapters/acme-7');
    await expect(generator().loadAdapter('acme-7', '/adapters/acme-7')).rejects.toMatchObject({
      detail: expect.stringContaining('already loaded'),
    });
    await collect(generator().generate({ ...request, adapterId: 'acme-7' }));
    expect(server.requests.at(-1)?.body['model']).toBe('acme-7');
    await generator().unloadAdapter('acme-7');
    expect(server.adapters.size).toBe(0);
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
    [{ garbage: '{"error":{"message":"cuda error"}}' }, { status: 502, detail: says('cuda error') }],
  ])('become a problem with what to do: %j', async (script, problem) => {
    server.script(script);
    await expect(run()).rejects.toMatchObject(problem);
  });

  it('asks a server to keep a schema', async () => {
    const schema = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] };
    await collect(generator().generate({ ...request, schema, owner: 'ada' }));
    const { body } = server.requests.at(-1)!;
    expect(body['response_format']).toMatchObject({ type: 'json_schema', json_schema: { schema } });
    expect(JSON.stringify(body)).not.toContain('ada'); // who asks is no business of a server
  });

  it('tells the probabilities of a server that sends them', async () => {
    const token = { token: 'hi', logprob: -0.5, bytes: [104, 105] };
    const logprobs = { content: [{ ...token, top_logprobs: [token] }] };
    const chunk = JSON.stringify({ choices: [{ delta: { content: 'hi' }, logprobs }] });
    server.script({ garbage: `${chunk}\n\ndata: [DONE]` });
    const events = await collect(generator().generate({ ...request, logProbs: 1 }));
    const chance = { text: 'hi', bytes: [104, 105], logProb: -0.5 };
    expect(events[0]).toEqual({ type: 'text', text: 'hi', logProbs: [{ ...chance, top: [chance] }] });
    expect(server.requests.at(-1)!.body).toMatchObject({ logprobs: true, top_logprobs: 1 });
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
