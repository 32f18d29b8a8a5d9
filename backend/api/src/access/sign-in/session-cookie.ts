import { type Request, type Response } from 'express';
import { parseCookie } from 'cookie';
import type { Settings } from '../../platform/index.js';

/** Whether people reach this server over https, by itself or through a proxy. */
export const speaksHttps = ({ publicUrl, tlsCert }: Pick<Settings, 'publicUrl' | 'tlsCert'>): boolean =>
  Boolean(tlsCert) || Boolean(publicUrl?.startsWith('https:'));

/** `__Host-` makes browsers refuse the cookie from a subdomain or over plain http. */
const cookieName = (settings: Settings): string => (speaksHttps(settings) ? '__Host-deskmate' : 'deskmate');

export function readSessionCookie(request: Request, settings: Settings): string | undefined {
  return parseCookie(request.headers.cookie ?? '')[cookieName(settings)];
}

export function setSessionCookie(response: Response, settings: Settings, token: string): void {
  response.cookie(cookieName(settings), token, {
    ...attributes(settings),
    maxAge: settings.sessionHours * 3_600_000,
  });
}

export function clearSessionCookie(response: Response, settings: Settings): void {
  response.clearCookie(cookieName(settings), attributes(settings));
}

const attributes = (settings: Settings) => ({
  httpOnly: true,
  sameSite: 'lax' as const,
  secure: speaksHttps(settings),
  path: '/',
});
