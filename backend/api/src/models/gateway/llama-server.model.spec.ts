import { itActsAsEmbedder } from '../../../../../test/support/embedder-contract.js';
import { ask, collect, itActsAsGenerator } from '../../../../../test/support/generator-contract.js';
import { OpenAiClient } from './openai-client.js';
import { OpenAiEmbedder, OpenAiGenerator } from './openai-model.js';

/** llama.cpp's own server with real weights, as `npm test` starts it (infra/run/llama-server.mjs). */
const {
  DESKMATE_TEST_LLAMA_WRITER: writerUrl,
  DESKMATE_TEST_LLAMA_EMBEDDER: embedderUrl,
  DESKMATE_TEST_LLAMA_MISSING: missing = 'only `npm test` starts it',
} = process.env;
const isThere = writerUrl !== undefined && embedderUrl !== undefined;
const describeWithServer = isThere ? describe : describe.skip;
const skipped = isThere ? '' : ` [skipped: ${missing}]`;

const client = (baseUrl: string): OpenAiClient =>
  new OpenAiClient({ id: 'llama', baseUrl, model: 'smollm2', contextTokens: 2_048 });

async function isAtWork(): Promise<boolean> {
  const response = await fetch(new URL('/slots', writerUrl));
  const slots = (await response.json()) as { is_processing: boolean }[];
  return slots.some((slot) => slot.is_processing);
}

describeWithServer(`a llama.cpp server as a generator${skipped}`, () => {
  const generator = new OpenAiGenerator(client(writerUrl!));
  itActsAsGenerator(() => generator, isAtWork);

  it('serves more requests than it has slots for', async () => {
    const requests = Array.from({ length: 6 }, (_, i) => ask(`Say ${i}.`, { maxTokens: 4 }));
    const all = await Promise.all(requests.map((request) => collect(generator.generate(request))));
    expect(all.map((events) => events.at(-1)?.type)).toEqual(requests.map(() => 'end'));
    expect(await isAtWork()).toBe(false);
  });

  it('keeps a schema that asks for more than one value', async () => {
    const properties = { name: { type: 'string', maxLength: 12 }, days: { type: 'integer' } };
    const schema = { type: 'object', properties, required: ['name', 'days'], additionalProperties: false };
    const events = await collect(
      generator.generate(ask('Ann takes 5 days off.', { schema, maxTokens: 100 })),
    );
    const text = events.map((event) => (event.type === 'text' ? event.text : '')).join('');
    expect(JSON.parse(text)).toEqual({ name: expect.any(String), days: expect.any(Number) });
  });
});

describeWithServer(`a llama.cpp server as an embedder${skipped}`, () => {
  itActsAsEmbedder(() => new OpenAiEmbedder(client(embedderUrl!), 384));
});
