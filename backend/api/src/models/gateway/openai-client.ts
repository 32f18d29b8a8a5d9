import { z } from 'zod';
import { Problem } from '../../platform/index.js';
import { ServerGuard } from './server-guard.js';
import { refusalOf } from './server-refusal.js';
import { eventData, NoEventError } from './server-sent-events.js';
import { SilenceGuard } from './silence-guard.js';

export interface OpenAiServer {
  id: string;
  /** Up to and including /v1. */
  baseUrl: string;
  model: string;
  apiKey?: string;
  contextTokens: number;
}

export interface OpenAiLimits {
  /** Until the first byte of an answer. */
  firstByteMs: number;
  /** Between two bytes of it. */
  silenceMs: number;
}

const usualLimits: OpenAiLimits = { firstByteMs: 60_000, silenceMs: 30_000 };
const MOST_OF_A_REFUSAL = 65_536; // characters read of what a failing server says

/** A stream of events that is asked for. */
export interface EventRequest<T> {
  path: string;
  body: object;
  /** Throws a Problem for what is no such event. */
  read(event: unknown): T;
  /** Whether it is passed on to a reader: from then on nothing is asked again. */
  isWord(event: T): boolean;
}

/** How servers tell a failure once they have begun to stream. */
const errorSchema = z.object({ error: z.object({ code: z.unknown().optional() }).or(z.string()) });

/** HTTP to an OpenAI-compatible server. Every failure is a Problem that names the server and says what to do. */
export class OpenAiClient {
  constructor(
    readonly server: OpenAiServer,
    private readonly limits: OpenAiLimits = usualLimits,
    readonly guard = new ServerGuard(server.id),
  ) {}

  async json(path: string, body: object, signal?: AbortSignal): Promise<unknown> {
    const leave = await this.guard.enter(signal);
    try {
      return await this.guard.attempt(() => this.fetchWhole(path, body, JSON.parse, signal), signal);
    } finally {
      leave();
    }
  }

  /** For answers that are no JSON: only whether it worked matters. */
  async order(path: string, body: object): Promise<void> {
    await this.fetchWhole(path, body, () => undefined);
  }

  /** The models that the server lists. */
  async models(signal?: AbortSignal): Promise<unknown> {
    return this.fetchWhole('/models', undefined, JSON.parse, signal);
  }

  /** Events until `[DONE]`. What fails before the first word is asked again; later nothing is, so none comes twice. */
  async *events<T>(request: EventRequest<T>, signal?: AbortSignal): AsyncGenerator<T, void> {
    const leave = await this.guard.enter(signal);
    let stream: AsyncGenerator<T, void> | undefined;
    try {
      const { early, rest } = await this.guard.attempt(() => this.open(request, signal), signal);
      stream = rest;
      yield* early;
      yield* rest;
    } finally {
      await stream?.return();
      leave();
    }
  }

  /** Reads up to the first word. */
  private async open<T>(
    request: EventRequest<T>,
    signal?: AbortSignal,
  ): Promise<{ early: T[]; rest: AsyncGenerator<T, void> }> {
    const rest = this.stream(request, signal);
    const early: T[] = [];
    for (let next = await rest.next(); !next.done; next = await rest.next()) {
      early.push(next.value);
      if (request.isWord(next.value)) break;
    }
    return { early, rest };
  }

  private async fetchWhole(
    path: string,
    body: object | undefined,
    read: (text: string) => unknown,
    signal?: AbortSignal,
  ): Promise<unknown> {
    const silence = new SilenceGuard(signal, this.limits.firstByteMs);
    try {
      const response = await this.send(path, silence, body);
      return read(await response.text());
    } catch (error) {
      throw this.toProblem(error, silence, signal);
    } finally {
      silence.stop();
    }
  }

  private async *stream<T>(request: EventRequest<T>, signal?: AbortSignal): AsyncGenerator<T, void> {
    const silence = new SilenceGuard(signal, this.limits.firstByteMs);
    try {
      const response = await this.send(request.path, silence, request.body);
      if (!response.body) throw new Error('it sent no body');
      const bytes = response.body as unknown as AsyncIterable<Uint8Array>;
      for await (const data of eventData(bytes, () => silence.touch(this.limits.silenceMs)))
        yield request.read(this.parse(data));
    } catch (error) {
      throw this.toProblem(error, silence, signal);
    } finally {
      silence.abort(); // a reader that stopped early frees the server at once
    }
  }

  private parse(data: string): unknown {
    const event: unknown = JSON.parse(data);
    const failed = errorSchema.safeParse(event);
    if (!failed.success) return event;
    const { error } = failed.data;
    const code = typeof error === 'string' ? undefined : Number(error.code);
    throw refusalOf(this.server, { status: code && code >= 400 ? code : 500, body: data });
  }

  /** Without a body it asks, with one it posts. A redirect is refused: it would carry the key elsewhere. */
  private async send(path: string, silence: SilenceGuard, body?: object): Promise<Response> {
    const { baseUrl, apiKey } = this.server;
    const response = await fetch(`${baseUrl.replace(/\/+$/, '')}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { 'content-type': 'application/json', ...(apiKey && { authorization: `Bearer ${apiKey}` }) },
      ...(body && { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: silence.signal,
    });
    if (response.ok) return response;
    const retryAfter = response.headers.get('retry-after');
    throw refusalOf(this.server, { status: response.status, body: await beginningOf(response), retryAfter });
  }

  private toProblem(error: unknown, silence: SilenceGuard, signal?: AbortSignal): unknown {
    if (error instanceof Problem) return error;
    if (signal?.aborted) return signal.reason;
    const { id, baseUrl } = this.server;
    if (silence.isSilent)
      return new Problem(
        502,
        'model-server-silent',
        `The model server ${id} sent nothing for ${silence.waitedS} s.`,
        { retryAfterS: 5, cause: error },
      );
    const { message, cause } = error as Error;
    if (error instanceof SyntaxError || error instanceof NoEventError) {
      const sent = error instanceof NoEventError ? error.message : 'something that is no JSON';
      return new Problem(502, 'model-server-failed', `The model server ${id} sent ${sent}.`, {
        cause: error,
      });
    }
    const reason =
      cause instanceof Error ? cause.message || String((cause as { code?: string }).code) : message;
    return new Problem(
      502,
      'model-server-failed',
      `The model server ${id} at ${baseUrl} failed: ${reason}.`,
      { retryAfterS: 5, cause: error },
    );
  }
}

async function beginningOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const bytes of (response.body ?? []) as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(bytes, { stream: true });
    if (text.length > MOST_OF_A_REFUSAL) break;
  }
  return text;
}
