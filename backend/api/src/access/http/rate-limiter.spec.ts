import { network } from './rate-limit.js';
import { RateLimiter } from './rate-limiter.js';

it('lets a minute’s worth through at once, then refills evenly', () => {
  let now = 0;
  const limiter = new RateLimiter(() => now);
  const take = (n: number): number[] => Array.from({ length: n }, () => limiter.take('a', 60));
  expect(take(60).every((wait) => wait === 0)).toBe(true);
  expect(limiter.take('a', 60)).toBe(1);
  expect(limiter.take('b', 60)).toBe(0);
  now += 2000;
  expect(take(3)).toEqual([0, 0, 1]);
});

it('says how long to wait where requests are rare', () => {
  const limiter = new RateLimiter(() => 0);
  for (let i = 0; i < 5; i++) limiter.take('a', 5);
  expect(limiter.take('a', 5)).toBe(12);
});

it('forgets the least recently seen beyond its capacity', () => {
  const limiter = new RateLimiter(() => 0, 2);
  expect(limiter.take('a', 1)).toBe(0);
  expect(limiter.take('a', 1)).toBeGreaterThan(0);
  limiter.take('b', 1);
  limiter.take('c', 1);
  expect(limiter.take('a', 1)).toBe(0);
});

it('counts an IPv6 network as one address', () => {
  expect(network('2001:db8:1:2:aaaa::1')).toBe(network('2001:db8:1:2:bbbb::2'));
  expect(network('2001:db8::5')).toBe(network('2001:db8::6'));
  expect(network('2001:db8:1:3::1')).not.toBe(network('2001:db8:1:2::1'));
  expect([network('::ffff:10.0.0.7'), network('10.0.0.7'), network('::1')]).toEqual([
    '10.0.0.7',
    '10.0.0.7',
    '::1',
  ]);
});
