import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { Response } from 'express';
import { logger } from '../telemetry/logger.js';
import { correlationId } from '../telemetry/correlation.js';
import { Problem } from './problem.js';

/** Turns every failure of a request into a problem document; unknown errors are logged and told without detail. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const problem = toProblem(error);
    if (problem.status >= 500) logger.error({ err: error, code: problem.code }, 'request failed');
    if (response.headersSent) {
      response.end();
      return;
    }
    if (problem.extra.retryAfterS) response.setHeader('Retry-After', Math.ceil(problem.extra.retryAfterS));
    response
      .status(problem.status)
      .type('application/problem+json')
      .send(JSON.stringify(problem.toBody(correlationId())));
  }
}

export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HttpException) return fromHttp(error);
  const { status, type } = (error ?? {}) as { status?: number; type?: string };
  if (type === 'entity.too.large')
    return new Problem(413, 'too-large', 'The request is larger than this route takes.');
  if (type === 'entity.parse.failed')
    return new Problem(400, 'invalid-json', 'The request body is not valid JSON.');
  if (status && status >= 400 && status < 500)
    return new Problem(status, 'bad-request', 'The request cannot be read.');
  return new Problem(
    500,
    'internal',
    'Something went wrong here. Try again; if it stays, give this code to your administrator.',
    {
      cause: error,
    },
  );
}

function fromHttp(error: HttpException): Problem {
  const status = error.getStatus();
  if (status === 404) return new Problem(404, 'route-not-found', 'There is nothing at this address.');
  if (status === 413) return new Problem(413, 'too-large', 'The file is larger than this server takes.');
  if (status === 429)
    return new Problem(429, 'too-many-requests', 'Too many requests. Wait a moment and try again.', {
      retryAfterS: 10,
    });
  return new Problem(status, status >= 500 ? 'internal' : 'bad-request', error.message, { cause: error });
}
