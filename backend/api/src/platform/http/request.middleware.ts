import type { NextFunction, Request, Response } from 'express';
import { newId } from '../identity/id.js';
import { withCorrelation } from '../telemetry/correlation.js';
import { logger } from '../telemetry/logger.js';
import { requestSeconds } from '../telemetry/metrics.js';
import { endUnreadBodies } from './refused-body.js';

const GIVEN_ID = /^[\w-]{8,64}$/;

/** Gives every request its correlation id (kept when a proxy sent one) and logs and measures how it ended. */
export function requestMiddleware(request: Request, response: Response, next: NextFunction): void {
  const given = request.header('x-correlation-id');
  const id = given && GIVEN_ID.test(given) ? given : newId();
  response.setHeader('X-Correlation-Id', id);
  const startedAt = process.hrtime.bigint();
  response.once('close', () => {
    const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
    const route = (request.route as { path?: string } | undefined)?.path ?? 'other';
    requestSeconds.observe({ method: request.method, route, status: response.statusCode }, seconds);
    logger.debug(
      { method: request.method, route, status: response.statusCode, ms: Math.round(seconds * 1000) },
      'request',
    );
  });
  endUnreadBodies(request, response);
  withCorrelation(id, next);
}
