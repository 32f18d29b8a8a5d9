import { Problem } from '../../platform/index.js';
import { ServerGuard } from './server-guard.js';

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

  /**
   * The `data:` of each server-sent event, parsed, until `[DONE]`. What fails before the first event is asked again;
   * later nothing is, so no text ever comes twice.
   */
  async *events(path: string, body: object, signal?: AbortSignal): AsyncGenerator<unknown, void> {
    const leave = await this.guard.enter(signal);
    let stream: AsyncGenerator<unknown, void> | undefined;
    try {
      const { first, rest } = await this.guard.attempt(() => this.open(path, body, signal), signal);
      stream = rest;
      if (first.done) return;
      yield first.value;
      yield* rest;
    } finally {
      await stream?.return();
      leave();
    }
  }

  private async open(
    path: string,
    body: object,
    signal?: AbortSignal,
  ): Promise<{ first: IteratorResult<unknown, void>; rest: AsyncGenerator<unknown, void> }> {
    const rest = this.stream(path, body, signal);
    return { first: await rest.next(), rest };
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

  private async *stream(path: string, body: object, signal?: AbortSignal): AsyncGenerator<unknown, void> {
    const silence = new SilenceGuard(signal, this.limits.firstByteMs);
    try {
      const response = await this.send(path, silence, body);
      if (!response.body) throw new Error('it sent no body');
      yield* this.readEvents(response.body, silence);
    } catch (error) {
      throw this.toProblem(error, silence, signal);
    } finally {
      silence.abort(); // a reader that stopped early frees the server at once
    }
  }

  private async *readEvents(
    body: ReadableStream<Uint8Array>,
    silence: SilenceGuard,
  ): AsyncGenerator<unknown, void> {
    let waiting = '';
    const decoder = new TextDecoder();
    for await (const bytes of body as unknown as AsyncIterable<Uint8Array>) {
      silence.touch(this.limits.silenceMs);
      waiting += decoder.decode(bytes, { stream: true });
      const lines = waiting.split(/\r?\n/);
      waiting = lines.pop()!;
      for (const line of lines) {
        if (!line.startsWith('data:')) continue;
        const data = line.slice(5).trim();
        if (data === '[DONE]') return;
        yield JSON.parse(data);
      }
    }
    throw new Error('the connection ended before the answer did');
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
    throw this.refusal(response.status, await response.text(), response.headers.get('retry-after'));
  }

  private refusal(status: number, body: string, retryAfter: string | null): Problem {
    const said = messageOf(body);
    const { id } = this.server;
    if (status === 429) {
      const retryAfterS = Math.min(Number(retryAfter) || 5, 60);
      return new Problem(
        429,
        'model-busy',
        `The model server ${id} has too much to do. Try again in a moment.`,
        { retryAfterS },
      );
    }
    if (status === 401 || status === 403)
      return new Problem(
        502,
        'model-server-refused',
        `The model server ${id} refuses the API key. Check openAiServers in the configuration.`,
      );
    if (status === 404)
      return new Problem(
        502,
        'model-server-failed',
        `The model server ${id} does not know the model ${this.server.model}, or its address is wrong${said}.`,
      );
    if (status === 400 && /context|too long|maximum/i.test(body))
      return new Problem(
        422,
        'prompt-too-long',
        `The question with its passages is longer than ${id} reads${said}.`,
      );
    const extra = status >= 500 ? { retryAfterS: 5 } : {};
    return new Problem(
      502,
      'model-server-failed',
      `The model server ${id} answered ${status}${said}.`,
      extra,
    );
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
    if (error instanceof SyntaxError)
      return new Problem(
        502,
        'model-server-failed',
        `The model server ${id} sent something that is no JSON.`,
        { cause: error },
      );
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

function messageOf(body: string): string {
  try {
    const { error } = JSON.parse(body) as { error?: string | { message?: string } };
    const said = typeof error === 'string' ? error : error?.message;
    return said ? `: ${said.slice(0, 300).replace(/\.$/, '')}` : '';
  } catch {
    return '';
  }
}

/** Aborts a request when nothing comes for a while, or when its caller aborts. */
class SilenceGuard {
  private readonly controller = new AbortController();
  private readonly onOuter = (): void => this.controller.abort(this.outer?.reason);
  private timer: NodeJS.Timeout;
  isSilent = false;
  waitedS = 0;

  constructor(
    private readonly outer: AbortSignal | undefined,
    limitMs: number,
  ) {
    if (outer?.aborted) this.onOuter();
    outer?.addEventListener('abort', this.onOuter, { once: true });
    this.timer = this.arm(limitMs);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  touch(limitMs: number): void {
    clearTimeout(this.timer);
    this.timer = this.arm(limitMs);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.outer?.removeEventListener('abort', this.onOuter);
  }

  abort(): void {
    this.stop();
    this.controller.abort();
  }

  private arm(limitMs: number): NodeJS.Timeout {
    return setTimeout(() => {
      this.isSilent = true;
      this.waitedS = Math.round(limitMs / 1000);
      this.controller.abort();
    }, limitMs);
  }
}
