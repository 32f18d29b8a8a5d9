import { UnknownLogins, lockSeconds } from './lockout.js';

it('locks from the fifth wrong password on, twice as long each time, at most 15 minutes', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 50].map(lockSeconds)).toEqual([0, 0, 0, 0, 15, 30, 60, 900]);
});

it('locks logins of nobody like real ones, in bounded memory', () => {
  const logins = new UnknownLogins(3);
  for (let i = 0; i < 4; i++) logins.fail('nobody', 0);
  expect(logins.lockedUntil('nobody')).toBe(0);
  logins.fail('nobody', 1000);
  expect(logins.lockedUntil('nobody')).toBe(16_000);
  for (const login of ['a', 'b', 'c']) logins.fail(login, 0);
  expect(logins.lockedUntil('nobody')).toBe(0);
});
