import { setTimeout as pause } from 'node:timers/promises';
import {
  done,
  event,
  events,
  type FaultyServer,
  role,
  startFaultyServer,
  status,
  type Step,
  word,
} from '../../../../../test/support/faulty-server.js';
import { ask, collect, endOf, isRetryable, textOf } from '../../../../../test/support/generator-contract.js';
import { Problem } from '../../platform/index.js';
import type { GenerateEvent } from './model.js';
import { OpenAiClient } from './openai-client.js';
import { OpenAiGenerator } from './openai-model.js';
import { type GuardLimits, ServerGuard } from './server-guard.js';

let server: FaultyServer;
beforeAll(async () => {
  server = await startFaultyServer();
});
afterAll(() => server.close());
beforeEach(() => {
  server.requests = 0;
});

const SILENCE_MS = 250;
const CUT_PAUSE_MS = 50; // so that what came before a cut is read before it
const limits = { firstByteMs: SILENCE_MS, silenceMs: SILENCE_MS };
/** One request at a time, so that a place that is not given back shows. */
const generatorOf = (guard: Partial<GuardLimits> = {}): OpenAiGenerator => {
  const one = { concurrent: 1, firstPauseMs: 5, failuresToOpen: 100, ...guard };
  const address = { id: 'big', baseUrl: server.url, model: 'big-1', contextTokens: 8_192 };
  return new OpenAiGenerator(new OpenAiClient(address, limits, new ServerGuard('big', one)));
};

/** What was passed on until it failed, and the failure. */
async function failureOf(generator: OpenAiGenerator): Promise<{ text: string; problem: Problem }> {
  const seen: GenerateEvent[] = [];
  try {
    for await (const one of generator.generate(ask('Hello'))) seen.push(one);
  } catch (problem) {
    expect(problem).toBeInstanceOf(Problem);
    return { text: textOf(seen), problem: problem as Problem };
  }
  throw new Error('it did not fail');
}

const healthy = [events, role, word('All is '), word('well.'), done, 'end'] satisfies Step[];
const cut: Step[] = [{ pauseMs: CUT_PAUSE_MS }, 'cut'];
const silent = { status: 502, code: 'model-server-silent' };
const failed = { status: 502, code: 'model-server-failed' };
const saying = (part: string) => ({ ...failed, detail: expect.stringContaining(part) });

interface Fault {
  does: Step[];
  problem: object;
  retryable: boolean;
  requests: number;
  text?: string;
}
const again = { retryable: true, requests: 3 };
const once = { retryable: true, requests: 1 };
const never = { retryable: false, requests: 1 };

const faults: Record<string, Fault> = {
  'says nothing': { does: [], problem: silent, ...once },
  'sends headers slowly and without end': {
    does: [{ send: 'HTTP/1.1 200 OK\r\n' }, { forever: 'x-more: yes\r\n', everyMs: 20 }],
    problem: silent,
    ...once,
  },
  'sends headers fast and without end': {
    does: [{ send: 'HTTP/1.1 200 OK\r\n' }, { forever: 'x-more: yes\r\n'.repeat(1_000), everyMs: 1 }],
    problem: failed,
    ...again,
  },
  'sends headers alone': { does: [events], problem: silent, ...once },
  'speaks no HTTP': { does: [{ send: 'SSH-2.0-OpenSSH_9.2\r\n' }], problem: failed, ...again },
  'is cut at once': { does: ['cut'], problem: failed, ...again },
  'is cut before the first word': { does: [events, role, ...cut], problem: failed, ...again },
  'falls silent between two words': { does: [events, word('one ')], problem: silent, ...once, text: 'one ' },
  'is cut between two words': {
    does: [events, word('one '), ...cut],
    problem: failed,
    ...once,
    text: 'one ',
  },
  'is cut within an event': {
    does: [events, word('one '), { send: 'data: {"choices":[{"del' }, ...cut],
    problem: failed,
    ...once,
    text: 'one ',
  },
  'ends as if all had been said': {
    does: [events, word('one '), 'end'],
    problem: saying('ended before the answer'),
    ...once,
    text: 'one ',
  },
  'sends no JSON': {
    does: [events, word('one '), { send: 'data: {oops\n\n' }],
    problem: saying('no JSON'),
    ...never,
    text: 'one ',
  },
  'sends JSON that is no chat': {
    does: [events, event([])],
    problem: saying('no chat completion'),
    ...never,
  },
  'is a page for people': {
    does: [
      status('200 OK', 'content-type: text/html'),
      { send: '<html>\n<h1>Welcome</h1>\n</html>\n' },
      'end',
    ],
    problem: saying('no stream of events'),
    ...never,
  },
  'sends an event that does not end': {
    does: [events, { forever: 'data: '.padEnd(65_536, 'x'), everyMs: 1 }],
    problem: saying('does not end'),
    ...never,
  },
  'tells its failure within the stream': {
    does: [events, word('one '), event({ error: { code: 500, message: 'out of memory' } })],
    problem: saying('out of memory'),
    ...once,
    text: 'one ',
  },
  'is busy': {
    does: [status('429 Too Many Requests', 'retry-after: 7'), 'end'],
    problem: { status: 429, code: 'model-busy', extra: { retryAfterS: 7 } },
    ...once,
  },
  'fails each time': {
    does: [
      status('500 Internal Server Error'),
      { send: '{"error":{"message":"the engine is dead"}}' },
      'end',
    ],
    problem: saying('the engine is dead'),
    ...again,
  },
  'fails, and explains it without end': {
    does: [status('500 Internal Server Error'), { forever: 'why '.repeat(10_000), everyMs: 1 }],
    problem: saying('answered 500'),
    ...again,
  },
  'refuses the request': {
    does: [status('400 Bad Request'), { send: '{"error":{"message":"no such field"}}' }, 'end'],
    problem: saying('no such field'),
    ...never,
  },
};

describe('a server that', () => {
  it.each(Object.entries(faults))('%s gives one clear problem and its place back', async (_, fault) => {
    const generator = generatorOf();
    server.play(fault.does);
    const { text, problem } = await failureOf(generator);
    expect(problem).toMatchObject(fault.problem);
    expect(isRetryable(problem)).toBe(fault.retryable);
    expect({ text, requests: server.requests }).toEqual({ text: fault.text ?? '', requests: fault.requests });
    for (let waited = 0; server.open && waited < 100; waited++) await pause(10);
    expect(server.open).toBe(0);
    server.play(healthy);
    expect(textOf(await collect(generator.generate(ask('Hello'))))).toBe('All is well.');
  });

  it('fails and recovers before the first word is asked again, and no word comes twice', async () => {
    server.play([status('500 Internal Server Error'), 'end'], [events, role, ...cut], healthy);
    const seen = await collect(generatorOf().generate(ask('Hello')));
    expect(textOf(seen)).toBe('All is well.');
    expect(endOf(seen).finishReason).toBe('complete');
    expect(server.requests).toBe(3);
  });

  it('says by a date when it has time again is taken at its word', async () => {
    const date = new Date(Date.now() + 30_000).toUTCString();
    server.play([status('429 Too Many Requests', `retry-after: ${date}`), 'end']);
    const { retryAfterS } = (await failureOf(generatorOf())).problem.extra;
    expect(retryAfterS).toBeGreaterThan(25);
    expect(retryAfterS).toBeLessThanOrEqual(30);
  });

  it('keeps the connection alive while it thinks is waited for, whatever stands between its events', async () => {
    const thinking = Array.from({ length: 4 }, (): Step[] => [
      { send: ': still here\n\n' },
      { pauseMs: SILENCE_MS / 2 },
    ]).flat();
    const oddities: Step[] = [{ send: 'event: message\nid: 7\nnot an event at all\n\n' }];
    server.play([events, ...thinking, ...oddities, ...healthy.slice(1)]);
    expect(textOf(await collect(generatorOf().generate(ask('Hello'))))).toBe('All is well.');
  });

  it('sends a character in two parts is read as it was meant', async () => {
    const bytes = Buffer.from('data: {"choices":[{"delta":{"content":"你好"}}]}\r\n\r\n');
    const middle = bytes.indexOf('你') + 1;
    const parts: Step[] = [
      { send: bytes.subarray(0, middle) },
      { pauseMs: 20 },
      { send: bytes.subarray(middle) },
    ];
    server.play([events, ...parts, done, 'end']);
    expect(textOf(await collect(generatorOf().generate(ask('Hello'))))).toBe('你好');
  });

  it('fails for long is left alone, is said to be tried again when that is so, and serves then', async () => {
    const generator = generatorOf({ failuresToOpen: 4, openMs: 1_500, concurrent: 2 });
    server.play([status('500 Internal Server Error'), 'end']);
    await failureOf(generator);
    await failureOf(generator);
    const opened = performance.now();
    const sent = server.requests;
    expect(sent).toBe(4);
    const down = { status: 503, code: 'model-server-down' };
    expect((await failureOf(generator)).problem).toMatchObject({ ...down, extra: { retryAfterS: 2 } });
    await pause(700);
    expect((await failureOf(generator)).problem).toMatchObject({ ...down, extra: { retryAfterS: 1 } });
    expect(server.requests).toBe(sent);
    server.play(healthy);
    await pause(1_550 - (performance.now() - opened));
    expect(textOf(await collect(generator.generate(ask('Hello'))))).toBe('All is well.');
  });
});
