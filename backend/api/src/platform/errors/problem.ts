/** What a person or a program is told when something cannot be done: an RFC 9457 problem document. */
export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  /** A sentence that a person can act on. */
  detail: string;
  /** Stable and machine readable, e.g. `document-not-found`. */
  code: string;
  correlationId?: string;
  /** Field errors of a request that does not fit its schema. */
  errors?: { path: string; message: string }[];
}

const titles: Record<number, string> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Conflict',
  413: 'Too large',
  415: 'Unsupported format',
  421: 'Wrong host',
  422: 'Cannot be done',
  423: 'Locked',
  429: 'Too many requests',
  500: 'Internal error',
  502: 'A server behind this one failed',
  503: 'Not ready',
};

interface ProblemExtra {
  errors?: ProblemBody['errors'];
  /** Seconds after which trying again makes sense; becomes the Retry-After header. */
  retryAfterS?: number;
  cause?: unknown;
}

/** The only error that services throw on purpose; anything else is a bug and becomes a 500 without its message. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly extra: ProblemExtra = {},
  ) {
    super(`${code}: ${detail}`, { cause: extra.cause });
    this.name = 'Problem';
  }

  toBody(correlationId?: string): ProblemBody {
    const { status, code, detail } = this;
    const body: ProblemBody = {
      type: `urn:deskmate:problem:${code}`,
      title: titles[status] ?? 'Error',
      status,
      detail,
      code,
    };
    if (correlationId) body.correlationId = correlationId;
    if (this.extra.errors) body.errors = this.extra.errors;
    return body;
  }
}

/** The same answer for what does not exist and for what this person may not see. */
export const notFound = (what: string): Problem =>
  new Problem(404, `${what}-not-found`, `There is no such ${what}, or you may not see it.`);

export const forbidden = (detail: string, code = 'forbidden'): Problem => new Problem(403, code, detail);

export const invalid = (detail: string, errors?: ProblemBody['errors']): Problem =>
  new Problem(400, 'invalid-request', detail, { errors });
