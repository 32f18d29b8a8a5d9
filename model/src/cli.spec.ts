import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writeTinyLlama } from '../test/tiny-llama.js';
import { fromSource } from './serving/start-model-process.js';

/** Runs the command line from source. */
function run(...args: string[]) {
  const { execArgv, env } = fromSource();
  const cli = path.join(import.meta.dirname, 'cli.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, [...execArgv, cli, ...args], {
    env,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('deskmate-model', () => {
  let folder: string;
  let weights: string;
  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-cli-'));
    weights = writeTinyLlama(path.join(folder, 'tiny.gguf'));
  });
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  it('builds a graph and says where it is', () => {
    const { stdout, status } = run('build', weights, '--precision', 'fp32');
    const result = JSON.parse(stdout) as { graph: string };
    expect(status).toBe(0);
    expect(result).toMatchObject({ architecture: 'llama', precision: 'fp32', layers: 2 });
    expect(fs.existsSync(result.graph)).toBe(true);
  });

  it('generates text', () => {
    const { stdout, stderr, status } = run(
      'generate',
      weights,
      'abc',
      '--raw',
      '--max-tokens',
      '6',
      '--threads',
      '1',
    );
    expect(status).toBe(0);
    expect(stdout.length).toBeGreaterThan(0);
    expect(JSON.parse(stderr.trim().split('\n').at(-1)!)).toMatchObject({
      completionTokens: 6,
      finishReason: 'length',
    });
  });

  it('quantises, and measures what that costs', () => {
    const target = path.join(folder, 'tiny.q4_0.gguf');
    expect(run('quantise', weights, target).stderr).toContain('--to needs one of f32, q8_0, q4_0');
    expect(JSON.parse(run('quantise', weights, target, '--to', 'q4_0').stdout)).toMatchObject({ target });
    const text = path.join(folder, 'text.txt');
    fs.writeFileSync(
      text,
      'Some text of more than sixty-four bytes, so that two whole chunks of it fit in here.',
    );
    const options = ['--chunk-tokens', '32', '--threads', '1', '--table', '--precision', 'fp32,q4x'];
    const { stdout, stderr } = run('evaluate', target, text, ...options);
    expect(stderr).toBe('');
    const [title, fp32, q4x] = stdout.split('\n');
    expect(title).toMatch(/precision +perplexity +KL to fp32 .* new tokens\/s +weights MB/);
    expect(fp32).toMatch(/^fp32 +\d+\.\d\d +- /);
    expect(q4x).toMatch(/^q4x +\d+\.\d\d +\d\.\d{4} /);
  });

  it('says what went wrong and exits with 1, or 2 for an unknown command', () => {
    expect(run('build', path.join(folder, 'none.gguf'))).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('cannot be opened (ENOENT)'),
    });
    expect(run('nonsense')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('deskmate-model build'),
    });
  });
});
