import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { SettingsError, loadSettings } from './load-settings.js';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-settings-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

function fileWith(text: string): NodeJS.ProcessEnv {
  const file = path.join(folder, `${Math.random()}.yaml`);
  fs.writeFileSync(file, text);
  return { DESKMATE_CONFIG: file };
}

function problemsOf(environment: NodeJS.ProcessEnv): string[] {
  try {
    loadSettings(environment);
    return [];
  } catch (error) {
    return (error as SettingsError).problems;
  }
}

it('takes the environment before the file before the default, and remembers which', () => {
  const { settings, sources } = loadSettings({
    ...fileWith('port: 8000\nmaxFileMb: 5'),
    DESKMATE_PORT: '9000',
  });
  expect(settings).toMatchObject({ port: 9000, maxFileMb: 5, host: '127.0.0.1' });
  expect(sources).toMatchObject({ port: 'environment', maxFileMb: 'file', host: 'default' });
});

it('names every problem at once, with its source', () => {
  const problems = problemsOf({ ...fileWith('prot: 1'), DESKMATE_PORT: 'high', DESKMATE_TYPO: '1' });
  expect(problems).toHaveLength(3);
  expect(problems.join('\n')).toMatch(
    /prot is not a setting[\s\S]*DESKMATE_TYPO is not a setting[\s\S]*DESKMATE_PORT/,
  );
});

it('refuses plain http beyond this machine', () => {
  expect(problemsOf({ DESKMATE_HOST: '0.0.0.0' })).toHaveLength(2);
  expect(
    problemsOf({
      DESKMATE_HOST: '0.0.0.0',
      DESKMATE_PUBLIC_URL: 'http://x.example',
      DESKMATE_TRUSTED_PROXY: '10.0.0.1',
    }),
  ).toEqual([expect.stringContaining('https')]);
  const proxied = {
    DESKMATE_HOST: '0.0.0.0',
    DESKMATE_PUBLIC_URL: 'https://x.example',
    DESKMATE_TRUSTED_PROXY: '10.0.0.1',
  };
  expect(problemsOf(proxied)).toEqual([]);
});

it('says when the file is missing or not YAML', () => {
  expect(problemsOf({ DESKMATE_CONFIG: path.join(folder, 'none.yaml') })[0]).toMatch(/cannot be read/);
  expect(problemsOf(fileWith('a: [1'))[0]).toMatch(/not valid YAML/);
});

it('reads servers from the environment as JSON', () => {
  const server = { id: 'big', baseUrl: 'http://127.0.0.1:8000/v1', model: 'big' };
  const { settings } = loadSettings({ DESKMATE_OPEN_AI_SERVERS: JSON.stringify([server]) });
  expect(settings.openAiServers).toEqual([
    { ...server, task: 'generate', contextTokens: 8192, concurrent: 8 },
  ]);
  expect(problemsOf({ DESKMATE_OPEN_AI_SERVERS: '[' })).toEqual([expect.stringContaining('must be JSON')]);
});

it('computes models on the processor, or on a GPU where that is asked for, and nowhere else', () => {
  expect(loadSettings({}).settings.modelDevice).toBe('cpu');
  expect(loadSettings({ DESKMATE_MODEL_DEVICE: 'cuda' }).settings.modelDevice).toBe('cuda');
  expect(problemsOf({ DESKMATE_MODEL_DEVICE: 'tpu' })).toEqual([
    expect.stringContaining('DESKMATE_MODEL_DEVICE'),
  ]);
});
