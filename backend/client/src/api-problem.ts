/** An RFC 9457 problem document as the server sends it. */
export interface ProblemBody {
  type?: string;
  title?: string;
  status: number;
  detail: string;
  code: string;
  correlationId?: string;
  errors?: { path: string; message: string }[];
}

/** Codes that arise on this side, before any server answered. */
export type LocalCode = 'server-unreachable' | 'cancelled' | 'unreadable-answer';

/** Every failure of an ApiClient call. `status` 0: no answer came from the server at all. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly correlationId?: string;
  readonly errors: { path: string; message: string }[];
  readonly retryAfterMs?: number;

  constructor(body: ProblemBody, options: { retryAfterMs?: number; cause?: unknown } = {}) {
    super(`${body.code}: ${body.detail}`, { cause: options.cause });
    this.name = 'ApiProblem';
    this.status = body.status;
    this.code = body.code;
    this.detail = body.detail;
    this.correlationId = body.correlationId;
    this.errors = body.errors ?? [];
    this.retryAfterMs = options.retryAfterMs;
  }

  /** No answer, or one that says "later": the same request may succeed in a moment. */
  get isTransient(): boolean {
    return this.code === 'server-unreachable' || [429, 502, 503, 504].includes(this.status);
  }
}

export const unreachable = (cause?: unknown): ApiProblem =>
  new ApiProblem(
    { status: 0, code: 'server-unreachable', detail: 'The server cannot be reached.' },
    { cause },
  );

export const cancelled = (): ApiProblem =>
  new ApiProblem({ status: 0, code: 'cancelled', detail: 'The request was cancelled.' });

export function toApiProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (error instanceof Error && error.name === 'AbortError') return cancelled();
  return unreachable(error);
}

/** Reads the problem document of a failed response; a proxy's HTML page becomes a plain sentence. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const text = await response.text().catch(() => '');
  return problemFrom(response.status, text, response.headers.get('retry-after'));
}

export function problemFrom(status: number, text: string, retryAfter: string | null = null): ApiProblem {
  const retryAfterMs = retryAfter && /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : undefined;
  const body = parseBody(text);
  return new ApiProblem(
    {
      status,
      code: body?.code ?? `http-${status}`,
      detail: body?.detail ?? `The server answered with status ${status}.`,
      title: body?.title,
      correlationId: body?.correlationId,
      errors: body?.errors,
    },
    { retryAfterMs },
  );
}

function parseBody(text: string): ProblemBody | undefined {
  try {
    return JSON.parse(text) as ProblemBody;
  } catch {
    return undefined;
  }
}
