import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { Problem, type Settings, correlationId } from '../../platform/index.js';
import { speaksHttps } from '../sign-in/session-cookie.js';

type HostSettings = Pick<Settings, 'host' | 'publicUrl' | 'allowedHosts' | 'tlsCert'>;

/**
 * Answers only under the names of this server, and only to its own pages: a foreign page whose name resolves to this
 * machine (DNS rebinding) sends its own name in `Host`, one that calls from elsewhere its own in `Origin`. Plain http
 * from another machine is refused.
 */
export function hostAndOrigin(settings: HostSettings): RequestHandler {
  const names = ownNames(settings);
  const publicOrigin = settings.publicUrl ? new URL(settings.publicUrl).origin : null;
  return (request: Request, response: Response, next: NextFunction): void => {
    const problem =
      wrongHost(request, names) ?? plainHttp(request, settings) ?? wrongOrigin(request, publicOrigin);
    if (!problem) return next();
    response
      .status(problem.status)
      .type('application/problem+json')
      .send(JSON.stringify(problem.toBody(correlationId())));
  };
}

function ownNames({ host, publicUrl, allowedHosts }: HostSettings): ReadonlySet<string> {
  const listed = allowedHosts.map((name) => hostname(name) ?? name);
  const named = publicUrl ? [hostname(new URL(publicUrl).host)!] : [];
  return new Set([...named, ...listed, host.toLowerCase()].map((name) => name.replace(/^\[|\]$/g, '')));
}

/** Exactly this machine: `127.0.0.1.evil.example` is not. */
const isLoopback = (name: string): boolean => /^(127(\.\d{1,3}){3}|localhost|::1)$/.test(name);

/** Host without port and brackets, lower case; null when it is none. */
function hostname(host: string | undefined): string | null {
  const match = /^(\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/i.exec(host ?? '');
  return match ? match[1]!.toLowerCase().replace(/^\[|\]$/g, '') : null;
}

function wrongHost(request: Request, names: ReadonlySet<string>): Problem | null {
  const name = hostname(hostOf(request));
  if (name && (isLoopback(name) || names.has(name))) return null;
  return new Problem(
    421,
    'host-not-allowed',
    'This server does not answer under this name. Use its own address, or add the name to allowedHosts.',
  );
}

/** Express reads X-Forwarded-Host from a trusted proxy only. */
const hostOf = (request: Request): string | undefined => request.host ?? request.get('host');

function plainHttp(request: Request, settings: HostSettings): Problem | null {
  const local =
    isLoopback(hostname(hostOf(request))!) && isLoopback(plainAddress(request.socket.remoteAddress));
  if (!speaksHttps(settings) || request.secure || local) return null;
  return new Problem(
    403,
    'https-required',
    `Use ${settings.publicUrl ?? 'https'}: over plain http passwords would travel readable. A proxy in front must send X-Forwarded-Proto.`,
  );
}

/** `::ffff:127.0.0.1` is 127.0.0.1. */
const plainAddress = (address = ''): string => address.replace(/^::ffff:/, '');

function wrongOrigin(request: Request, publicOrigin: string | null): Problem | null {
  const origin = request.get('origin');
  if (origin === undefined || origin === publicOrigin) return null;
  if (origin === `${request.protocol}://${hostOf(request)}`) return null;
  return new Problem(403, 'origin-not-allowed', 'Pages of another site may not call this server.');
}
