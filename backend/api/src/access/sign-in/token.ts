import crypto from 'node:crypto';

/** 256 random bits, as they travel in a cookie, a link or a key. */
export const newToken = (): string => crypto.randomBytes(32).toString('base64url');

/** What the database keeps of a token; enough entropy needs no slow hash. */
export const hashToken = (token: string): Buffer => crypto.createHash('sha256').update(token).digest();

/** Equal, without telling by time how much of it was. */
export function sameSecret(given: string, expected: string): boolean {
  const [a, b] = [hashToken(given), hashToken(expected)];
  return crypto.timingSafeEqual(a, b);
}
