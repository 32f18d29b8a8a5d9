import { Injectable, SetMetadata } from '@nestjs/common';
import type { Request } from 'express';
import { Configuration, Problem } from '../../platform/index.js';
import type { Actor } from '../actor.js';
import { RateLimiter } from './rate-limiter.js';

/** `sign-in`: guessing passwords and tokens. `bulk`: one request for each of many files. */
export type RateClass = 'default' | 'sign-in' | 'bulk';

export const RATE_LIMIT = 'deskmate:rate-limit';

/** Another rate than the usual `requestsPerMinute` for this route. */
export const RateLimit = (rate: RateClass) => SetMetadata(RATE_LIMIT, rate);

/** Share of `requestsPerMinute`: 30 sign-ins a minute for each address by default, a whole office behind one included. */
const share: Record<RateClass, number> = { default: 1, 'sign-in': 1 / 20, bulk: 20 };

@Injectable()
export class RequestRate {
  private readonly limiter = new RateLimiter();

  constructor(private readonly configuration: Configuration) {}

  /** Counts for the person where one is signed in, else for the address. @throws Problem 429 */
  count(request: Request, actor: Actor | undefined, rate: RateClass): void {
    const who = actor ? `person ${actor.personId}` : `address ${network(request.ip ?? '')}`;
    const perMinute = Math.max(1, Math.round(this.configuration.settings.requestsPerMinute * share[rate]));
    const waitS = this.limiter.take(`${rate} ${who}`, perMinute);
    if (!waitS) return;
    throw new Problem(429, 'too-many-requests', `Too many requests. Try again in ${waitS} seconds.`, {
      retryAfterS: waitS,
    });
  }
}

/** One home or office has a whole /64 of IPv6 addresses, so they count as one. */
export const network = (address: string): string => {
  if (!address.includes(':') || address.startsWith('::')) return address.replace(/^::ffff:/, '');
  const [head = [], tail = []] = address.split('::').map((part) => part.split(':'));
  const zeros = Array<string>(Math.max(0, 8 - head.length - tail.length)).fill('0');
  return [...head, ...zeros, ...tail].slice(0, 4).join(':');
};
