import { checkPassword, hashPassword, requireGoodPassword } from './password.js';

const person = { login: 'ada@example.org', name: 'Ada Lovelace' };

it('keeps argon2id hashes that only the same password fits, however its characters were typed', async () => {
  const hash = await hashPassword('caf\u00e9 und kuchen');
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await checkPassword('cafe\u0301 und kuchen', hash)).toBe(true);
  expect(await checkPassword('cafe und kuchen', hash)).toBe(false);
});

it('is false for people without a password, after the same work', async () => {
  expect(await checkPassword('nobody has this password', null)).toBe(false);
  expect(await checkPassword('anything', undefined)).toBe(false);
});

it.each(['short', 'aaaaaaaaaaaa', 'ada@example.org1', 'Ada Lovelace', 'password1234', 'Welcome2026!'])(
  'refuses %s with a sentence',
  (password) => {
    expect(() => requireGoodPassword(password, person)).toThrow(/^weak-password: (Choose|This password)/);
  },
);

it('takes a long sentence without digits or signs', () => {
  expect(() => requireGoodPassword('correct horse battery', person)).not.toThrow();
});
