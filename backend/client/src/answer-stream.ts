import { ApiProblem, type ProblemBody, toApiProblem } from './api-problem.js';
import type { Answer, AnswerDelta, AnswerStage, AnswerStart, Citation, Question } from './contract.js';
import { readEvents, type ServerEvent } from './event-stream.js';
import { type Http, pause } from './http.js';

export type AnswerEvent =
  | ({ type: 'answer-start' } & AnswerStart)
  | { type: 'answer-stage'; stage: AnswerStage; spaces?: number; passages?: number; indexing?: number }
  | ({ type: 'answer-delta' } & AnswerDelta)
  | { type: 'answer-citation'; citation: Citation }
  | { type: 'answer-end'; answer: Answer }
  | { type: 'answer-error'; problem: ApiProblem; retryable: boolean }
  /** The line broke, or is there again; the server keeps the answer for 30 s meanwhile. */
  | { type: 'connection'; state: 'lost' | 'back' };

interface StreamOptions {
  signal?: AbortSignal;
  /** Waits before each try to take up a broken stream again. */
  reconnectDelaysMs?: number[];
}

const RECONNECT_MS = [250, 500, 1000, 2000, 4000, 8000, 8000];

interface Position {
  answerId?: string;
  lastEventId?: string;
  ended: boolean;
}

/** Asks, and gives the answer's events in order; a broken line is taken up where it broke. */
export function ask(
  http: Http,
  question: Question,
  options: StreamOptions = {},
): AsyncGenerator<AnswerEvent> {
  const open = () =>
    http.send('/answers', {
      method: 'POST',
      body: question,
      headers: { Accept: 'text/event-stream' },
      signal: options.signal,
    });
  return follow(http, open, { ended: false }, options);
}

/** Follows an answer that is being made already, from its first event (a reloaded page). */
export function followAnswer(http: Http, answerId: string, options: StreamOptions = {}) {
  const position = { answerId, ended: false };
  return follow(http, () => reopen(http, position, options.signal), position, options);
}

async function* follow(
  http: Http,
  open: () => Promise<Response>,
  position: Position,
  options: StreamOptions,
): AsyncGenerator<AnswerEvent> {
  const delays = options.reconnectDelaysMs ?? RECONNECT_MS;
  yield* drain(await open(), position, options.signal);
  for (let attempt = 0; !position.ended; attempt++) {
    if (!position.answerId) throw toApiProblem(new TypeError('the stream broke before it began'));
    if (attempt === 0) yield { type: 'connection', state: 'lost' };
    if (attempt >= delays.length) throw toApiProblem(new TypeError('the stream broke and did not come back'));
    await pause(delays[attempt]!, options.signal);
    const response = await reopen(http, position, options.signal).catch((error: unknown) => {
      const problem = toApiProblem(error);
      if (!problem.isTransient) throw problem;
      return undefined;
    });
    if (!response) continue;
    yield { type: 'connection', state: 'back' };
    attempt = -1;
    yield* drain(response, position, options.signal);
  }
}

const reopen = (http: Http, position: Position, signal?: AbortSignal): Promise<Response> =>
  http.send(`/answers/${position.answerId}/stream`, {
    headers: {
      Accept: 'text/event-stream',
      ...(position.lastEventId ? { 'Last-Event-ID': position.lastEventId } : {}),
    },
    signal,
  });

/** Gives the events of one connection until it ends, whole or broken. */
async function* drain(
  response: Response,
  position: Position,
  signal?: AbortSignal,
): AsyncGenerator<AnswerEvent> {
  if (!response.body) return;
  try {
    for await (const raw of readEvents(response.body)) {
      if (raw.id) position.lastEventId = raw.id;
      const event = toAnswerEvent(raw);
      if (!event) continue;
      if (event.type === 'answer-start') position.answerId = event.answerId;
      position.ended = event.type === 'answer-end' || event.type === 'answer-error';
      yield event;
      if (position.ended) return;
    }
  } catch (error) {
    if (signal?.aborted || error instanceof ApiProblem) throw toApiProblem(error);
    // a broken line: the caller opens it again
  }
}

function toAnswerEvent(raw: ServerEvent): AnswerEvent | undefined {
  const data = JSON.parse(raw.data) as Record<string, unknown>;
  switch (raw.event) {
    case 'answer-citation':
      return { type: 'answer-citation', citation: data as unknown as Citation };
    case 'answer-error':
      return {
        type: 'answer-error',
        problem: new ApiProblem(data as unknown as ProblemBody),
        retryable: data.retryable === true,
      };
    case 'answer-start':
    case 'answer-stage':
    case 'answer-delta':
    case 'answer-end':
      return { type: raw.event, ...data } as AnswerEvent;
    default:
      return undefined;
  }
}
