import { parse } from 'yaml';
import { loadSettings } from '../platform/index.js';
import { composeFileOf, fillCompose } from './compose-file.js';

it('fills what is known and leaves the rest to be chosen', () => {
  const template = 'a: ${A:-1}\nb: ${B:?choose}\nc: ${C}\nd: $${kept}';
  expect(fillCompose(template, { A: '7', C: 'x$y' })).toBe('a: 7\nb: ${B:?choose}\nc: x$$y\nd: $${kept}');
});

it("writes this machine's settings into the installation's compose file, and no secret", async () => {
  const { settings } = loadSettings({
    DESKMATE_MODEL_THREADS: '7',
    DESKMATE_MAX_FILE_MB: '42',
    DATABASE_URL: 'postgres://someone:hunter2@elsewhere/db',
    DESKMATE_OPEN_AI_SERVERS: '[{"id":"big","baseUrl":"http://gpu:8000/v1","model":"m","apiKey":"hunter2"}]',
  });
  const text = await composeFileOf(settings);
  const { services } = parse(text, { merge: true }) as {
    services: Record<string, { environment: Record<string, string>; deploy: object }>;
  };
  expect(services['api']!.environment).toMatchObject({
    DESKMATE_MODEL_THREADS: 7,
    DESKMATE_MAX_FILE_MB: 42,
    DESKMATE_WORKER: 'false',
  });
  expect(JSON.stringify(services['api']!.deploy)).toMatch(/"memory":"\d+g"/);
  expect(text).toContain('${DESKMATE_DB_PASSWORD:?');
  expect(text).not.toContain('hunter2');
});
