import { type AnswerEvent, ask } from './answer-stream.js';
import { ApiProblem } from './api-problem.js';
import { Http } from './http.js';

const event = (id: number, name: string, data: object): string =>
  `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
const start = event(1, 'answer-start', { answerId: 'a1', conversationId: 'c1', ordinal: 1, mode: 'quote' });
const delta = event(2, 'answer-delta', { index: 0, kind: 'paragraph', text: 'Héllo', citations: [] });
const end = event(3, 'answer-end', { answer: { id: 'a1' } });

/** A body in pieces of bytes, so that events and characters are cut anywhere; it may break off at the end. */
function body(text: string, { size = 7, breaks = false } = {}): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at < bytes.length) controller.enqueue(bytes.slice(at, (at += size)));
      else if (breaks) controller.error(new TypeError('network'));
      else controller.close();
    },
  });
}

interface Request {
  url: string;
  lastEventId: string | undefined;
}

function server(...replies: (() => Response | Promise<Response>)[]) {
  const requests: Request[] = [];
  const http = new Http({
    retryDelaysMs: [0, 0],
    fetch: async (url, init) => {
      requests.push({
        url: String(url),
        lastEventId: (init?.headers as Record<string, string>)['Last-Event-ID'],
      });
      return replies.shift()!();
    },
  });
  return { http, requests };
}

const stream =
  (text: string, breaks = false) =>
  () =>
    new Response(body(text, { breaks }));

async function read(events: AsyncGenerator<AnswerEvent>): Promise<AnswerEvent[]> {
  const all: AnswerEvent[] = [];
  for await (const one of events) all.push(one);
  return all;
}

it('gives whole events in order, whatever the pieces they came in', async () => {
  const { http } = server(stream(`: heartbeat\n\n${start}${delta}${end}`));
  const events = await read(ask(http, { question: 'x' }));
  expect(events.map(({ type }) => type)).toEqual(['answer-start', 'answer-delta', 'answer-end']);
  expect(events[1]).toMatchObject({ text: 'Héllo' });
});

it('takes a broken stream up where it broke', async () => {
  const { http, requests } = server(stream(start + delta, true), stream(end));
  const events = await read(ask(http, { question: 'x' }, { reconnectDelaysMs: [0] }));
  expect(events.map(({ type }) => type)).toEqual([
    'answer-start',
    'answer-delta',
    'connection',
    'connection',
    'answer-end',
  ]);
  expect(requests[1]).toEqual({ url: '/api/v1/answers/a1/stream', lastEventId: '2' });
});

it('tries again while the server is away, and says so only once', async () => {
  const away = () => Promise.reject(new TypeError('refused'));
  const { http } = server(stream(start, true), away, away, away, stream(delta + end));
  const events = await read(ask(http, { question: 'x' }, { reconnectDelaysMs: [0, 0, 0, 0] }));
  expect(events.filter(({ type }) => type === 'connection')).toHaveLength(2);
  expect(events.at(-1)?.type).toBe('answer-end');
});

it('ends with a problem when the stream broke before it began', async () => {
  const { http } = server(stream(': nothing\n\n', true));
  await expect(read(ask(http, { question: 'x' }))).rejects.toMatchObject({ code: 'server-unreachable' });
});

it('gives an answer-error as a problem and ends there', async () => {
  const problem = event(2, 'answer-error', {
    status: 503,
    code: 'model-restarted',
    detail: 'Again.',
    retryable: true,
  });
  const { http } = server(stream(start + problem));
  const last = (await read(ask(http, { question: 'x' }))).at(-1);
  expect(last).toMatchObject({ type: 'answer-error', retryable: true });
  expect((last as { problem: ApiProblem }).problem.code).toBe('model-restarted');
});
