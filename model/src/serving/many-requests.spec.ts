import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writeTinyLlama } from '../../test/tiny-llama.js';
import { ModelClient } from './model-client.js';
import { startModelProcess, type ModelProcess } from './start-model-process.js';

const FULL = process.env['DESKMATE_FULL'] === '1';
const REQUESTS = 10_000;
const WARM_UP = 2000;
const TOGETHER = 8;
const fullIt = FULL && fs.existsSync('/proc') ? it : it.skip;

/** Kilobytes that are the process's own. */
const residentKb = (pid: number): number =>
  Number(/^Private_Dirty:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))![1]);

describe('a model process over many requests', () => {
  let folder: string;
  let child: ModelProcess;
  let client: ModelClient;
  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-many-'));
    const weights = writeTinyLlama(path.join(folder, 'tiny.gguf'));
    child = await startModelProcess({
      id: 'tiny',
      task: 'generate',
      files: { weights },
      threads: 1,
      socketPath: path.join(folder, 's'),
      prefixBytes: 1e6,
    });
    client = await ModelClient.connect(child.socketPath);
  });
  afterAll(async () => {
    client.close();
    await child.stop();
    fs.rmSync(folder, { recursive: true });
  });

  /** Requests of all lengths, a tenth of them left early, a tenth cut by a schema, a tenth guessing. */
  async function serve(from: number, count: number): Promise<void> {
    const numbers = Array.from({ length: count }, (_, i) => from + i);
    const work = async () => {
      for (let n = numbers.pop(); n !== undefined; n = numbers.pop()) {
        const prompt = `${n} `.repeat(1 + (n % 20));
        const kind = n % 10;
        const request = {
          prompt,
          maxTokens: 12,
          seed: n,
          temperature: 0.9,
          ...(kind === 1 && { schema: { type: 'integer', minimum: 0, maximum: 9 } }),
          ...(kind === 2 && { speculate: true }),
          ...(kind === 3 && { logProbs: 2 }),
        };
        for await (const event of client.generate(request)) if (event.type === 'delta' && kind === 0) break;
      }
    };
    await Promise.all(Array.from({ length: TOGETHER }, work));
  }

  it('serves a mixed crowd and gives its cache back', async () => {
    await serve(0, 60);
    const { memory } = await client.info();
    expect(memory!.kvBytes).toBeLessThanOrEqual(memory!.kvLimitBytes);
    expect(memory!.prefixBytes).toBeLessThanOrEqual(1e6);
  });

  fullIt(
    `grows by less than 2 % over ${REQUESTS} requests${FULL ? '' : ' [skipped: only with DESKMATE_FULL=1]'}`,
    async () => {
      await serve(0, WARM_UP);
      const before = residentKb(child.pid);
      await serve(WARM_UP, REQUESTS);
      const growth = residentKb(child.pid) / before - 1;
      console.log(`memory grew by ${(growth * 100).toFixed(2)} % from ${before} kB`);
      expect(growth).toBeLessThan(0.02);
    },
    1_800_000,
  );
});
