import { createHmac, timingSafeEqual } from 'node:crypto';

export interface ViewTicket {
  personId: string;
  documentId: string;
  versionId: string;
  expiresAtMs: number;
}

/**
 * Lets a link inside the sandboxed page show another part of the same version: such a frame sends no cookies. The
 * person's rights are asked anew every time; the ticket only says who they are.
 */
export function writeTicket(ticket: ViewTicket, key: Buffer): string {
  const { personId, documentId, versionId, expiresAtMs } = ticket;
  const body = Buffer.from(JSON.stringify([personId, documentId, versionId, expiresAtMs])).toString(
    'base64url',
  );
  return `${body}.${sign(body, key)}`;
}

/** Null when it was not made with this key or is too old. */
export function readTicket(text: string, key: Buffer, nowMs: number): ViewTicket | null {
  const [body = '', signature = ''] = text.split('.');
  const expected = Buffer.from(sign(body, key));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const [personId, documentId, versionId, expiresAtMs] = JSON.parse(
    Buffer.from(body, 'base64url').toString(),
  ) as [string, string, string, number];
  return expiresAtMs > nowMs ? { personId, documentId, versionId, expiresAtMs } : null;
}

const sign = (body: string, key: Buffer): string =>
  createHmac('sha256', key).update(body).digest('base64url');
