import { fork } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writeTinyLlama } from '../../test/tiny-llama.js';
import { ModelClient } from './model-client.js';
import { fromSource, startModelProcess } from './start-model-process.js';

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(fs.readFileSync(`/proc/${pid}/status`, 'utf8')); // a zombie is not alive
  } catch {
    return false;
  }
};

async function gone(pid: number, withinMs: number): Promise<boolean> {
  const end = Date.now() + withinMs;
  while (alive(pid) && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
  return !alive(pid);
}

describe('a model process', () => {
  let folder: string;
  let weights: string;
  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-process-'));
    weights = writeTinyLlama(path.join(folder, 'tiny.gguf'));
  });
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  const spec = (name: string) => ({
    id: name,
    task: 'generate' as const,
    files: { weights },
    socketPath: path.join(folder, `${name}.sock`),
    threads: 1,
  });

  it('starts, answers, and ends when asked', async () => {
    const child = await startModelProcess(spec('a'));
    const client = await ModelClient.connect(child.socketPath);
    expect((await client.info()).pid).toBe(child.pid);
    const types: string[] = [];
    for await (const { type } of client.generate({ prompt: 'ab', maxTokens: 5 })) types.push(type);
    expect([types[0], types.at(-1)]).toEqual(['start', 'end']);
    await child.stop();
    expect((await child.exited).code).toBe(0);
    expect(alive(child.pid)).toBe(false);
    expect(fs.existsSync(child.socketPath)).toBe(false);
    await expect(client.info()).rejects.toMatchObject({ code: 'model-unavailable' });
  });

  it('tells its clients when it is killed', async () => {
    const child = await startModelProcess(spec('b'));
    const client = await ModelClient.connect(child.socketPath);
    await client.info();
    process.kill(child.pid, 'SIGKILL');
    expect((await child.exited).signal).toBe('SIGKILL');
    await expect(client.info()).rejects.toMatchObject({ code: 'model-unavailable', retryable: true });
    const again = await startModelProcess(spec('b')); // the old socket file is no obstacle
    await again.stop();
  });

  const hasProc = fs.existsSync('/proc/self/environ');
  (hasProc ? it : it.skip)(
    `knows no address and no secret${hasProc ? '' : ' (skipped: no /proc here)'}`,
    async () => {
      const secrets = {
        DATABASE_URL: 'postgres://u:hush@db',
        DESKMATE_PUBLIC_URL: 'https://hush',
        API_TOKEN: 'hush',
      };
      Object.assign(process.env, secrets, { OMP_NUM_THREADS: '2' });
      try {
        const child = await startModelProcess(spec('env'));
        const environment = fs.readFileSync(`/proc/${child.pid}/environ`, 'utf8').split('\0');
        await child.stop();
        expect(environment.join()).not.toContain('hush');
        expect(environment).toContain('OMP_NUM_THREADS=2');
      } finally {
        for (const name of [...Object.keys(secrets), 'OMP_NUM_THREADS']) delete process.env[name];
      }
    },
  );

  it('says why it cannot start', async () => {
    const bad = path.join(folder, 'bad.gguf');
    fs.writeFileSync(bad, 'this is not a model at all, only some text');
    const start = startModelProcess({ ...spec('c'), files: { weights: bad } });
    await expect(start).rejects.toThrow(`The model c could not start: ${bad}: is not a GGUF file`);
  });

  it('refuses a socket path that the system would cut', async () => {
    const socketPath = path.join(folder, 'x'.repeat(120));
    await expect(startModelProcess({ ...spec('d'), socketPath })).rejects.toThrow('longer than 100 bytes');
  });

  it('ends when the process that started it is killed', async () => {
    const script = path.resolve(import.meta.dirname, '../../test/start-and-wait.ts');
    const parent = fork(script, [JSON.stringify(spec('e'))], {
      ...fromSource(),
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const { pid } = await new Promise<{ pid: number }>((resolve) =>
      parent.once('message', (m) => resolve(m as { pid: number })),
    );
    expect(alive(pid)).toBe(true);
    parent.kill('SIGKILL');
    expect(await gone(pid, 5000)).toBe(true);
  });
});
