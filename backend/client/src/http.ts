import { ApiProblem, problemOf, toApiProblem } from './api-problem.js';

export interface HttpOptions {
  /** Origin of the server; '' (the default) is the page's own. */
  baseUrl?: string;
  apiKey?: string;
  fetch?: typeof globalThis.fetch;
  /** Waits between tries of a request that may be repeated; tests pass zeros. */
  retryDelaysMs?: number[];
  /** Called when the server says that nobody is signed in. */
  onSignedOut?: () => void;
  /** Called with false when no answer comes any more, with true when one came. */
  onReachable?: (reachable: boolean) => void;
}

export interface RequestOptions {
  method?: string;
  body?: unknown;
  query?: Record<string, string | number | boolean | string[] | undefined>;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** Makes an unsafe request repeatable: the server carries it out once. */
  idempotencyKey?: string;
}

const SAFE = new Set(['GET', 'HEAD']);

/** fetch with the session's CSRF token, problem documents as errors, and retries where repeating is harmless. */
export class Http {
  csrfToken = '';
  readonly prefix: string;
  private readonly fetch: typeof globalThis.fetch;
  private readonly retryDelaysMs: number[];

  constructor(private readonly options: HttpOptions = {}) {
    this.prefix = `${options.baseUrl ?? ''}/api/v1`;
    this.fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
    this.retryDelaysMs = options.retryDelaysMs ?? [300, 1200];
  }

  async json<T>(path: string, options: RequestOptions = {}): Promise<T> {
    const response = await this.send(path, options);
    if (response.status === 204) return undefined as T;
    const text = await response.text();
    return (text ? JSON.parse(text) : undefined) as T;
  }

  /** Sends and returns a response that succeeded; everything else is thrown as an ApiProblem. */
  async send(path: string, options: RequestOptions = {}): Promise<Response> {
    const method = options.method ?? 'GET';
    const repeatable = SAFE.has(method) || options.idempotencyKey !== undefined;
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.once(path, method, options);
      } catch (error) {
        const problem = toApiProblem(error);
        const delay = this.retryDelaysMs[attempt];
        if (!repeatable || !problem.isTransient || delay === undefined) throw problem;
        await pause(problem.retryAfterMs ?? delay, options.signal);
      }
    }
  }

  url(path: string, query: RequestOptions['query'] = {}): string {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      if (value === undefined || value === '') continue;
      for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one));
    }
    const text = search.toString();
    return `${this.prefix}${path}${text ? `?${text}` : ''}`;
  }

  headersFor(method: string, options: Pick<RequestOptions, 'headers' | 'idempotencyKey'> = {}) {
    const headers: Record<string, string> = { Accept: 'application/json', ...options.headers };
    if (this.options.apiKey) headers.Authorization = `Bearer ${this.options.apiKey}`;
    if (!SAFE.has(method) && this.csrfToken) headers['X-CSRF-Token'] = this.csrfToken;
    if (options.idempotencyKey) headers['Idempotency-Key'] = options.idempotencyKey;
    return headers;
  }

  /** Tells the page what a request of another kind (an upload) learned. */
  noticed(problem: ApiProblem | undefined): void {
    if (problem?.code === 'cancelled') return;
    this.options.onReachable?.(problem?.code !== 'server-unreachable');
    if (problem?.status === 401) this.options.onSignedOut?.();
  }

  private async once(path: string, method: string, options: RequestOptions): Promise<Response> {
    const headers = this.headersFor(method, options);
    if (options.body !== undefined) headers['Content-Type'] = 'application/json';
    try {
      const response = await this.fetch(this.url(path, options.query), {
        method,
        headers,
        body: options.body === undefined ? undefined : JSON.stringify(options.body),
        credentials: 'same-origin',
        signal: options.signal,
      });
      if (!response.ok) throw await problemOf(response);
      this.noticed(undefined);
      return response;
    } catch (error) {
      const problem = toApiProblem(error);
      this.noticed(problem);
      throw problem;
    }
  }
}

export const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(toApiProblem(abortError()));
    const timer = setTimeout(done, ms);
    function done() {
      signal?.removeEventListener('abort', aborted);
      resolve();
    }
    function aborted() {
      clearTimeout(timer);
      reject(toApiProblem(abortError()));
    }
    signal?.addEventListener('abort', aborted, { once: true });
  });

function abortError(): Error {
  const error = new Error('aborted');
  error.name = 'AbortError';
  return error;
}

export const newKey = (): string => globalThis.crypto.randomUUID();
