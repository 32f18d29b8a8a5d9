import { hash, verify } from '@node-rs/argon2';
import { Problem } from '../../platform/index.js';

/** OWASP's argon2id setting for servers: 19 MiB, two passes (about 50 ms here). */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const MIN_PASSWORD = 10;
export const MAX_PASSWORD = 200;

/** NFKC, so that the same password typed on another keyboard is the same. */
const normal = (password: string): string => password.normalize('NFKC');

export const hashPassword = (password: string): Promise<string> => hash(normal(password), cost);

let nobody: Promise<string> | undefined;

/** Takes the same time for people who do not exist or have no password yet, and is false for them. */
export async function checkPassword(
  password: string,
  passwordHash: string | null | undefined,
): Promise<boolean> {
  nobody ??= hashPassword('nobody has this password');
  const matches = await verify(passwordHash ?? (await nobody), normal(password));
  return matches && Boolean(passwordHash);
}

const common = [
  '1234567890',
  'password',
  'passwort',
  'qwertyuiop',
  'qwertz',
  'abc123',
  'letmein',
  'welcome',
  'admin',
  'deskmate',
];

/** @throws Problem 422 with what to do. Length counts; composition rules do not. */
export function requireGoodPassword(password: string, person: { login: string; name: string }): void {
  const lower = normal(password).toLowerCase();
  const weak = (detail: string): Problem => new Problem(422, 'weak-password', detail);
  if ([...lower].length < MIN_PASSWORD)
    throw weak(`Choose a password of at least ${MIN_PASSWORD} characters.`);
  if (lower.includes(person.login.toLowerCase()) || lower === person.name.toLowerCase())
    throw weak('Choose a password that does not contain your login.');
  if (new Set(lower).size < 4) throw weak('Choose a password of more than a few different characters.');
  if (common.some((word) => lower.replace(/[\d\W_]+$/, '') === word || lower === word))
    throw weak('This password is among the first that are guessed. Choose another one.');
}
