import { ApiProblem } from '@deskmate/client';
import { createI18n } from '../i18n/i18n.js';
import { problemText } from './problem-text.js';

const i18n = await createI18n({ en: async () => ({}), zh: async () => ({}) }, 'en');
const textOf = (status: number, code: string, detail = 'The server says this.') =>
  problemText(new ApiProblem({ status, code, detail }), i18n.t, i18n);

it('says what happened, what it means and what to do, where we know the code', () => {
  const text = textOf(0, 'server-unreachable');
  expect([text.what, text.means, text.now].every((part) => part.length > 10)).toBe(true);
});

it.each([
  [403, 'ask an owner'],
  [401, 'Sign in again'],
  [422, 'Check what you entered'],
  [503, 'Wait a moment'],
  [500, 'give the code'],
])('gives the sentence of the server and a way on for %i', (status, way) => {
  const text = textOf(status, 'never-heard-of');
  expect(text.what).toBe('The server says this.');
  expect(text.now).toContain(way);
});
