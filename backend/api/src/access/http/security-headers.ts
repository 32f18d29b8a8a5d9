import crypto from 'node:crypto';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';
import type { Settings } from '../../platform/index.js';
import { speaksHttps } from '../sign-in/session-cookie.js';

const YEAR_S = 365 * 24 * 3600;

/**
 * Headers of every response. Pages find the nonce of their scripts and styles in `response.locals.cspNonce`; a route
 * that shows a document sets a stricter policy of its own over this one.
 */
export function securityHeaders(settings: Pick<Settings, 'publicUrl' | 'tlsCert'>): RequestHandler {
  const nonce = (_: unknown, response: object): string =>
    `'nonce-${(response as Response).locals['cspNonce']}'`;
  const https = speaksHttps(settings);
  const headers = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'", nonce],
        styleSrc: ["'self'", nonce],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        frameSrc: ["'self'"],
        workerSrc: ["'self'"],
        manifestSrc: ["'self'"],
        frameAncestors: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        objectSrc: ["'none'"],
      },
    },
    strictTransportSecurity: https && { maxAge: YEAR_S, includeSubDomains: false },
    xFrameOptions: false, // frame-ancestors says it, and Office hosts need to be named there later
    referrerPolicy: { policy: 'same-origin' }, // with no-referrer, forms would send `Origin: null`
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    originAgentCluster: https,
  });
  return (request: Request, response: Response, next: NextFunction): void => {
    response.locals['cspNonce'] = crypto.randomBytes(16).toString('base64');
    if (request.path.startsWith('/api/')) response.setHeader('Cache-Control', 'no-store');
    headers(request, response, next);
  };
}
