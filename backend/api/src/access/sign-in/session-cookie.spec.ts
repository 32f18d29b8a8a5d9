import express, { type Express } from 'express';
import request from 'supertest';
import { settingsSchema } from '../../platform/index.js';
import { clearSessionCookie, readSessionCookie, setSessionCookie } from './session-cookie.js';

function server(overrides: Record<string, unknown>): Express {
  const settings = settingsSchema.parse({ sessionHours: 2, ...overrides });
  return express()
    .get('/in', (_, response) => void response.send(String(setSessionCookie(response, settings, 'token'))))
    .get('/out', (_, response) => void response.send(String(clearSessionCookie(response, settings))))
    .get(
      '/read',
      (incoming, response) => void response.send(readSessionCookie(incoming, settings) ?? 'none'),
    );
}

const cookieOf = async (app: Express, path: string): Promise<string> =>
  (await request(app).get(path)).headers['set-cookie']![0]!;

it.each([{ publicUrl: 'https://desk.example.org' }, { tlsCert: 'cert.pem' }])(
  'is bound to this host and to https with %j',
  async (settings) => {
    const cookie = await cookieOf(server(settings), '/in');
    expect(cookie).toMatch(
      /^__Host-deskmate=token; Max-Age=7200; Path=\/; .*HttpOnly; Secure; SameSite=Lax$/,
    );
    expect(cookie).not.toContain('Domain');
  },
);

it('needs no https on this machine, and is cleared with the attributes it was set with', async () => {
  const app = server({});
  expect(await cookieOf(app, '/in')).toMatch(
    /^deskmate=token; Max-Age=7200; Path=\/; .*HttpOnly; SameSite=Lax$/,
  );
  expect(await cookieOf(app, '/out')).toMatch(
    /^deskmate=; Path=\/; Expires=Thu, 01 Jan 1970 .*HttpOnly; SameSite=Lax$/,
  );
});

it('reads its own cookie alone', async () => {
  const read = (cookie: string, settings = {}) =>
    request(server(settings)).get('/read').set('Cookie', cookie);
  expect((await read('a=b; deskmate=token')).text).toBe('token');
  expect((await read('deskmate=token', { publicUrl: 'https://desk.example.org' })).text).toBe('none');
});
