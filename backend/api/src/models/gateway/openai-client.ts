import { Problem } from '../../platform/index.js';

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
  ) {}

  async json(path: string, body: object, signal?: AbortSignal): Promise<unknown> {
    const guard = new SilenceGuard(signal, this.limits.firstByteMs);
    try {
      const response = await this.post(path, body, guard);
      return JSON.parse(await response.text()) as unknown;
    } catch (error) {
      throw this.toProblem(error, guard, signal);
    } finally {
      guard.stop();
    }
  }

  /** The `data:` of each server-sent event, parsed, until `[DONE]`. */
  async *events(path: string, body: object, signal?: AbortSignal): AsyncGenerator<unknown, void> {
    const guard = new SilenceGuard(signal, this.limits.firstByteMs);
    try {
      const response = await this.post(path, body, guard);
      if (!response.body) throw new Error('it sent no body');
      yield* this.readEvents(response.body, guard);
    } catch (error) {
      throw this.toProblem(error, guard, signal);
    } finally {
      guard.abort(); // a reader that stopped early frees the server at once
    }
  }

  private async *readEvents(
    body: ReadableStream<Uint8Array>,
    guard: SilenceGuard,
  ): AsyncGenerator<unknown, void> {
    let waiting = '';
    const decoder = new TextDecoder();
    for await (const bytes of body as unknown as AsyncIterable<Uint8Array>) {
      guard.touch(this.limits.silenceMs);
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

  private async post(path: string, body: object, guard: SilenceGuard): Promise<Response> {
    const { baseUrl, apiKey } = this.server;
    const response = await fetch(`${baseUrl.replace(/\/+$/, '')}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(apiKey && { authorization: `Bearer ${apiKey}` }) },
      body: JSON.stringify(body),
      signal: guard.signal,
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
    return new Problem(502, 'model-server-failed', `The model server ${id} answered ${status}${said}.`, {
      retryAfterS: 5,
    });
  }

  private toProblem(error: unknown, guard: SilenceGuard, signal?: AbortSignal): unknown {
    if (error instanceof Problem) return error;
    if (signal?.aborted) return signal.reason;
    const { id, baseUrl } = this.server;
    if (guard.isSilent)
      return new Problem(
        502,
        'model-server-silent',
        `The model server ${id} sent nothing for ${guard.waitedS} s.`,
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
