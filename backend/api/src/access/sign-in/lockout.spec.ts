import { Turns, UnknownLogins, lockSeconds } from './lockout.js';

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

it('lets attempts at one login wait for each other, failed ones too, and those at another not', async () => {
  const turns = new Turns();
  const seen: string[] = [];
  const attempt = (login: string, name: string, fail = false) =>
    turns
      .inTurn(login, async () => {
        seen.push(`${name} begins`);
        await new Promise((resolve) => setImmediate(resolve));
        if (fail) throw new Error(name);
        seen.push(`${name} ends`);
      })
      .catch(() => seen.push(`${name} fails`));
  await Promise.all([attempt('a', 'one', true), attempt('a', 'two'), attempt('b', 'other')]);
  expect(seen.indexOf('two begins')).toBeGreaterThan(seen.indexOf('one begins') + 1);
  expect(seen.indexOf('other begins')).toBeLessThan(seen.indexOf('two begins'));
  expect(seen).toContain('two ends');
});
