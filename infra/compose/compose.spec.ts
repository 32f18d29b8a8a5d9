import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

const folder = import.meta.dirname;
const file = path.join(folder, 'compose.yaml');
const text = fs.readFileSync(file, 'utf8');
const missing = spawnSync('docker-compose', ['version']).error !== undefined;

interface Service {
  environment?: Record<string, string>;
  networks?: Record<string, unknown> | string[];
  ports?: unknown[];
  read_only?: boolean;
  cap_drop?: string[];
  command?: string[];
  volumes?: string[];
}

/** What docker-compose makes of the file with these variables; it checks against the compose schema. */
function compose(variables: Record<string, string>): { services: Record<string, Service>; error: string } {
  const run = spawnSync('docker-compose', ['-f', file, '--profile', 'gpu', 'config'], {
    env: { PATH: process.env['PATH'], ...variables },
    encoding: 'utf8',
  });
  return { services: run.status === 0 ? parse(run.stdout).services : {}, error: run.stderr };
}

const chosen = { DESKMATE_DB_PASSWORD: 'secret', DESKMATE_PUBLIC_URL: 'https://deskmate.example.com' };

(missing ? describe.skip : describe)(
  `compose.yaml${missing ? ' (skipped: no docker-compose here, apt-get install docker-compose)' : ''}`,
  () => {
    it('is valid, and serves api, worker, database and vLLM', () => {
      const { services, error } = compose(chosen);
      expect(error).toBe('');
      expect(Object.keys(services).sort()).toEqual(['api', 'database', 'vllm', 'worker']);
      expect(services['api']!.environment).toMatchObject({
        DATABASE_URL: 'postgres://deskmate:secret@database:5432/deskmate',
        DESKMATE_WORKER: 'false',
      });
      expect(services['vllm']!.command).toContain('--enable-lora');
    });

    it('starts nothing with a password that nobody chose', () => {
      expect(compose({}).error).toContain('choose a database password');
    });

    it('lets only the api be reached, and what holds data reach nobody', () => {
      const { services } = compose(chosen);
      const published = Object.entries(services).filter(([, { ports }]) => ports?.length);
      expect(published.map(([name]) => name)).toEqual(['api']);
      for (const name of ['database', 'vllm'])
        expect(Object.keys(services[name]!.networks as object)).toEqual(['inner']);
      for (const name of ['api', 'worker'])
        expect(services[name]).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
    });
  },
);

it('names every variable of compose.yaml that has no default in .env.example', () => {
  const example = fs.readFileSync(path.join(folder, '.env.example'), 'utf8');
  const needed = [...text.matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name!);
  expect(needed.length).toBeGreaterThan(0);
  for (const name of needed) expect(example).toMatch(new RegExp(`^${name}=`, 'm'));
});
