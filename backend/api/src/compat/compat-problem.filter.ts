import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { Response } from 'express';
import { correlationId, logger, toProblem } from '../platform/index.js';

const types: Record<number, string> = {
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  429: 'rate_limit_error',
};

/** A problem document that OpenAI's clients understand as well: the same facts once more under `error`. */
export function compatError(error: unknown): { status: number; body: object; retryAfterS?: number } {
  const problem = toProblem(error);
  const { status, code, detail, extra } = problem;
  const type = types[status] ?? (status >= 500 ? 'server_error' : 'invalid_request_error');
  const body = { ...problem.toBody(correlationId()), error: { message: detail, type, code, param: null } };
  return { status, body, ...(extra.retryAfterS && { retryAfterS: extra.retryAfterS }) };
}

@Catch()
export class CompatProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const { status, body, retryAfterS } = compatError(error);
    if (status >= 500) logger.error({ err: error }, 'request failed');
    if (response.headersSent) {
      response.end();
      return;
    }
    if (retryAfterS) response.setHeader('Retry-After', Math.ceil(retryAfterS));
    response.status(status).type('application/problem+json').send(JSON.stringify(body));
  }
}
