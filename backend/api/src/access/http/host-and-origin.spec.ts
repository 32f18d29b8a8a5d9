import express, { type Express } from 'express';
import request from 'supertest';
import { settingsSchema } from '../../platform/index.js';
import { hostAndOrigin } from './host-and-origin.js';
import { securityHeaders } from './security-headers.js';

function server(overrides: Record<string, unknown> = {}): Express {
  const settings = settingsSchema.parse(overrides);
  const app = express();
  if (settings.trustedProxy) app.set('trust proxy', settings.trustedProxy);
  app.use(hostAndOrigin(settings), securityHeaders(settings));
  return app.get('/', (_, response) => void response.send(response.locals['cspNonce']));
}

const get = (app: Express, headers: Record<string, string>) => request(app).get('/').set(headers);
const behindProxy = { publicUrl: 'https://desk.example.org', trustedProxy: 'loopback' };
const viaProxy = { Host: 'desk.example.org', 'X-Forwarded-Proto': 'https' };

it.each(['localhost:7420', '127.0.0.1:7420', '[::1]:7420', 'LOCALHOST'])('answers to %s', async (host) => {
  expect((await get(server(), { Host: host })).status).toBe(200);
});

it.each([
  'evil.example',
  'localhost.evil.example',
  '127.0.0.1.evil.example',
  'evil.example:7420',
  'localhost@evil.example',
])('refuses the foreign name %s', async (host) => {
  const { status, body } = await get(server(), { Host: host });
  expect([status, body.code]).toEqual([421, 'host-not-allowed']);
});

it('answers to its public name and the names that were allowed', async () => {
  const app = server({ publicUrl: 'http://desk.internal', allowedHosts: 'desk,desk.alias:8080' });
  for (const Host of ['desk.internal', 'desk', 'desk.alias:8080'])
    expect((await get(app, { Host })).status).toBe(200);
  expect((await get(app, { Host: 'other.internal' })).status).toBe(421);
});

it('answers pages of its own, not of others, and not of the empty origin', async () => {
  const from = (Origin: string, Host = 'localhost:7420') => get(server(), { Host, Origin });
  expect((await from('http://localhost:7420')).status).toBe(200);
  for (const origin of ['http://evil.example', 'http://localhost:3000', 'https://localhost:7420', 'null']) {
    const { status, body } = await from(origin);
    expect([status, body.code]).toEqual([403, 'origin-not-allowed']);
  }
});

it('takes the scheme and name from a trusted proxy only', async () => {
  expect((await get(server(behindProxy), viaProxy)).status).toBe(200);
  expect((await get(server(behindProxy), { ...viaProxy, Origin: 'https://desk.example.org' })).status).toBe(
    200,
  );
  const distrusted = server({ ...behindProxy, trustedProxy: '10.1.2.3' });
  expect((await get(distrusted, viaProxy)).body.code).toBe('https-required');
});

it('refuses plain http under a public https name, but not to the machine itself', async () => {
  expect((await get(server(behindProxy), { Host: 'desk.example.org' })).body.code).toBe('https-required');
  expect((await get(server(behindProxy), { Host: 'localhost:7420' })).status).toBe(200);
});

it('sends a strict policy with a fresh nonce, and HSTS over https alone', async () => {
  const plain = await get(server(), {});
  const csp = plain.headers['content-security-policy']!;
  expect(csp).toContain("default-src 'none'");
  expect(csp).toContain(`script-src 'self' 'nonce-${plain.text}'`);
  expect(csp).not.toMatch(/unsafe|https?:|\*/);
  expect(plain.headers['strict-transport-security']).toBeUndefined();
  expect(plain.headers['x-content-type-options']).toBe('nosniff');
  expect((await get(server(), {})).text).not.toBe(plain.text);
  expect((await get(server(behindProxy), viaProxy)).headers['strict-transport-security']).toBe(
    'max-age=31536000',
  );
});
