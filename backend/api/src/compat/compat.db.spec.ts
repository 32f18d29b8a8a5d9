import type { AddressInfo } from 'node:net';
import OpenAI from 'openai';
import { type TestAnswers, openTestAnswers } from '../../../../test/support/test-answers.js';
import { type Actor, type ApiKeyScope, ApiKeysService } from '../access/index.js';

let test: TestAnswers;
let rita: Actor;
let baseURL: string;

beforeAll(async () => {
  test = await openTestAnswers();
  const olive = await test.person('olive');
  rita = await test.people.add({ login: 'rita' });
  const space = await test.people.space(olive.actor, 'Policies', [[{ person: rita }, 'reader']]);
  await test.add(olive.agent, space, {
    'leave.md':
      'Up to five unused days of leave carry over into the next year.\n\nThey expire on 31 March.\n',
  });
  await test.app.listen(0, '127.0.0.1');
  baseURL = `http://127.0.0.1:${(test.app.getHttpServer().address() as AddressInfo).port}/api/v1/v1`; // the test app puts its prefix before every route
});
afterAll(() => test.close());

async function client(scopes: ApiKeyScope[], expiresAt?: string): Promise<OpenAI> {
  const keys = test.app.get(ApiKeysService, { strict: false });
  const { secret } = await keys.create(rita, {
    name: 'test',
    scopes,
    ...(expiresAt && { expiresAt }),
  } as never);
  return new OpenAI({ apiKey: secret, baseURL, maxRetries: 0 });
}

const question = { role: 'user' as const, content: 'How many unused days of leave carry over?' };

it('lists what may be asked', async () => {
  const { data } = await (await client(['chat'])).models.list();
  const ids = data.map(({ id }) => id);
  expect(ids[0]).toBe('deskmate');
  expect(ids).toEqual(expect.arrayContaining(['scripted', 'scripted-vectors']));
});

it('answers over the documents of the key, with citations as annotations', async () => {
  const completion = await (
    await client(['chat'])
  ).chat.completions.create({ model: 'deskmate', messages: [question] });
  const { message, finish_reason } = completion.choices[0]!;
  expect(finish_reason).toBe('stop');
  expect(message.content).toContain('Up to five unused days of leave carry over into the next year. [1]');
  const [annotation] = message.annotations as unknown as {
    url_citation: { start_index: number; end_index: number; title: string };
    citation: { quote: string };
  }[];
  const { start_index, end_index, title } = annotation!.url_citation;
  expect(message.content!.slice(start_index, end_index)).toBe('[1]');
  expect(title).toBe('leave');
  expect(annotation!.citation.quote).toContain('five unused days');
  expect(completion.usage!.prompt_tokens).toBe(Math.ceil(question.content.length / 3)); // as its server's texts are counted
  expect(completion.usage!.completion_tokens).toBe(Math.ceil(message.content!.length / 3));
});

it('keeps what a program asks, but not in the list of conversations of its person', async () => {
  const openai = await client(['chat']);
  const { agent, actor } = await test.person('conny');
  const keys = test.app.get(ApiKeysService, { strict: false });
  const { secret } = await keys.create(actor, { name: 'test', scopes: ['chat'] } as never);
  const own = openai.withOptions({ apiKey: secret });
  await own.chat.completions.create({ model: 'deskmate', messages: [question] });
  const list = async (query = ''): Promise<{ title: string }[]> =>
    ((await agent.get(`/api/v1/conversations${query}`)).body as { items: { title: string }[] }).items;
  expect(await list()).toEqual([]);
  expect(await list('?source=api')).toEqual([expect.objectContaining({ title: question.content })]);
  const [row] = await test.database.query(
    `select c.source, a.state, a.finish_reason from answer a join conversation c on c.id = a.conversation_id
     where a.person_id = $1`,
    [actor.personId],
  );
  expect(row).toEqual({ source: 'api', state: 'finished', finish_reason: 'declined' });
  await test.ask(agent, { question: 'How are you?' });
  expect(await list()).toHaveLength(1);
});

describe('where a model writes', () => {
  beforeEach(() => test.mayWrite('write'));
  afterEach(() => test.mayWrite(null));
  const written = 'Up to five unused days of leave carry over [1].';
  const lastRequest = (): object =>
    test.server.requests.filter(({ path }) => path.endsWith('/chat/completions')).at(-1)!.body;

  it('passes sampling on, keeps it with the answer, and counts as that model does', async () => {
    test.server.script(written);
    const { usage, choices } = await (
      await client(['chat'])
    ).chat.completions.create({
      model: 'deskmate',
      messages: [question],
      temperature: 0.7,
      top_p: 0.9,
      seed: 11,
      stop: ['END'],
      max_completion_tokens: 60,
    });
    expect(choices[0]!.message.content).toContain('five unused days');
    const asked = { temperature: 0.7, top_p: 0.9, seed: 11, stop: ['END'], max_tokens: 60 };
    expect(lastRequest()).toMatchObject(asked);
    const [row] = await test.database.query(
      'select mode, sampler from answer order by created_at desc limit 1',
    );
    expect(row).toMatchObject({
      mode: 'write',
      sampler: { temperature: 0.7, topP: 0.9, seed: 11, stop: ['END'], maxTokens: 60 },
    });
    expect(usage!.total_tokens).toBe(usage!.prompt_tokens + usage!.completion_tokens);
  });

  it('writes greedily within its own limits when nothing is said, and says when the tokens ran out', async () => {
    test.server.script(written);
    const openai = await client(['chat']);
    await openai.chat.completions.create({ model: 'deskmate', messages: [question] });
    expect(lastRequest()).toMatchObject({ temperature: 0, max_tokens: 400 });
    expect(lastRequest()).not.toHaveProperty('seed');
    const input = { model: 'deskmate', messages: [question], max_tokens: 8 };
    const { choices } = await openai.chat.completions.create(input);
    expect(choices[0]!.finish_reason).toBe('length');
    await openai.chat.completions.create({ ...input, max_tokens: 90_000 });
    expect(lastRequest()).toMatchObject({ max_tokens: 4096 });
  });
});

it('quotes the same whatever the sampling', async () => {
  const openai = await client(['chat']);
  const ask = async (more: object) =>
    (await openai.chat.completions.create({ model: 'deskmate', messages: [question], ...more })).choices[0]!
      .message.content;
  expect(await ask({ temperature: 2, seed: 5, max_tokens: 1, stop: 'five' })).toBe(await ask({}));
});

it('streams an answer over documents, with annotations and usage at its end', async () => {
  const openai = await client(['chat']);
  const stream = await openai.chat.completions.create({
    model: 'deskmate',
    messages: [question],
    stream: true,
    stream_options: { include_usage: true },
  });
  let [text, annotations, usage, reason] = ['', [] as unknown[], 0, ''];
  for await (const { choices, usage: used } of stream) {
    text += choices[0]?.delta.content ?? '';
    annotations = (choices[0]?.delta as { annotations?: unknown[] } | undefined)?.annotations ?? annotations;
    reason = choices[0]?.finish_reason ?? reason;
    usage = used?.total_tokens ?? usage;
  }
  expect(text).toContain('five unused days');
  expect({ reason, annotations: annotations.length > 0, usage: usage > 0 }).toEqual({
    reason: 'stop',
    annotations: true,
    usage: true,
  });
});

it('passes sampling on to a model asked as it is, and its usage back', async () => {
  test.server.script('Hello there.');
  const completion = await (
    await client(['chat'])
  ).chat.completions.create({
    model: 'scripted',
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
    ],
    temperature: 0.2,
    seed: 7,
    max_tokens: 20,
    stop: ['END'],
  });
  expect(completion.choices[0]!.message.content).toBe('Hello there.');
  expect(completion.usage).toEqual({ prompt_tokens: 11, completion_tokens: 2, total_tokens: 13 });
  expect(test.server.requests.at(-1)!.body).toMatchObject({
    temperature: 0.2,
    seed: 7,
    max_tokens: 20,
    stop: ['END'],
  });
});

it('gives vectors as numbers and as base64, which are the same', async () => {
  const openai = await client(['embed']);
  const input = ['leave policy', 'prices'];
  const plain = await openai.embeddings.create({
    model: 'scripted-vectors',
    input,
    encoding_format: 'float',
  });
  const packed = await openai.embeddings.create({ model: 'scripted-vectors', input });
  expect(plain.data.map(({ embedding }) => embedding.length)).toEqual([384, 384]);
  for (const [i, { embedding }] of packed.data.entries())
    expect(Array.from(embedding)).toEqual(plain.data[i]!.embedding.map((value) => Math.fround(value)));
});

describe('refusals are problem documents that the client understands', () => {
  const refused = async (openai: OpenAI, call: (one: OpenAI) => Promise<unknown>) => {
    const error = await call(openai).then(
      () => null,
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(OpenAI.APIError);
    return error as InstanceType<typeof OpenAI.APIError>;
  };
  const chat = (openai: OpenAI): Promise<unknown> =>
    openai.chat.completions.create({ model: 'deskmate', messages: [question] });

  it('a wrong key', async () => {
    const error = await refused(new OpenAI({ apiKey: 'dm_wrong', baseURL, maxRetries: 0 }), chat);
    expect(error).toBeInstanceOf(OpenAI.AuthenticationError);
    expect(error.error).toMatchObject({
      type: 'authentication_error',
      code: expect.any(String),
      message: expect.any(String),
    });
  });

  it('an expired key', async () => {
    const openai = await client(['chat'], new Date(Date.now() + 3_600_000).toISOString());
    await test.database.query(
      `update api_key set expires_at = now() - interval '1 second' where expires_at is not null`,
    );
    expect((await refused(openai, chat)).status).toBe(401);
  });

  it('a key without the scope', async () => {
    const error = await refused(await client(['embed']), chat);
    expect(error).toBeInstanceOf(OpenAI.PermissionDeniedError);
    const response = await fetch(`${baseURL}/embeddings`, { method: 'POST' });
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await response.json()).toMatchObject({
      status: 401,
      code: expect.any(String),
      error: { code: expect.any(String) },
    });
  });

  it('a model that is not here, a request that does not fit', async () => {
    const openai = await client(['chat']);
    const unknown = await refused(openai, (one) =>
      one.chat.completions.create({ model: 'gpt-9', messages: [question] }),
    );
    expect(unknown).toBeInstanceOf(OpenAI.NotFoundError);
    const empty = await refused(openai, (one) =>
      one.chat.completions.create({ model: 'deskmate', messages: [] }),
    );
    expect(empty).toBeInstanceOf(OpenAI.BadRequestError);
  });

  it('a model that fails', async () => {
    test.server.script({ status: 500, body: '{}' });
    const error = await refused(await client(['chat']), (one) =>
      one.chat.completions.create({ model: 'scripted', messages: [question], stream: true }),
    );
    expect(error.status).toBe(502);
  });
});
