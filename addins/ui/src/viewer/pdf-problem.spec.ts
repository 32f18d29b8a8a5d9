import { ApiProblem } from '@deskmate/client';
import { pdfProblem } from './pdf-problem.js';

const named = (name: string, more: object = {}): Error => Object.assign(new Error('xref'), { name, ...more });

it.each([
  [named('InvalidPDFException'), 'damaged'],
  [named('PasswordException'), 'needs-password'],
  [named('ResponseException', { status: 404 }), 'document-not-found'],
  [named('ResponseException', { status: 500 }), 'internal'],
  [named('ResponseException', { status: 0 }), 'server-unreachable'],
  [new TypeError('fetch'), 'server-unreachable'],
])('gives %s a code that has a text, and keeps the words of the library to itself', (error, code) => {
  const problem = pdfProblem(error);
  expect(problem).toBeInstanceOf(ApiProblem);
  expect(problem.code).toBe(code);
  expect(problem.detail).not.toContain('xref');
});
