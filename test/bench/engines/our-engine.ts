import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type GenerateRequest, ModelClient, type ModelProcess, startModelProcess } from '@deskmate/model';
import { residentMb } from './resident.js';
import type { Asked, StreamEngine, Timeline } from './stream.js';

/** Our engine as the product uses it: a process, its socket, its client. */
export class OurEngine implements StreamEngine {
  private constructor(
    readonly client: ModelClient,
    private readonly child: ModelProcess,
    private readonly folder: string,
  ) {}

  static async start(weights: string, threads: number): Promise<OurEngine> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'dm-engine-'));
    const child = await startModelProcess({
      id: 'bench',
      task: 'generate',
      files: { weights },
      threads,
      socketPath: path.join(folder, 's'),
    });
    return new OurEngine(await ModelClient.connect(child.socketPath), child, folder);
  }

  async run({ prompts, newTokens }: Asked): Promise<Timeline> {
    const started = performance.now();
    return Promise.all(
      prompts.map(({ text }) => this.stream({ prompt: text, maxTokens: newTokens }, started)),
    );
  }

  /** When each token of one stream came; a delta of several counts each. */
  async stream(request: GenerateRequest, started = performance.now()): Promise<number[]> {
    const times: number[] = [];
    for await (const event of this.client.generate(request)) {
      const now = performance.now() - started;
      if (event.type === 'delta') for (const _ of event.tokenIds) times.push(now);
    }
    return times;
  }

  kill(): void {
    process.kill(this.child.pid, 'SIGKILL');
  }

  residentMb(): number {
    return residentMb(this.child.pid);
  }

  async close(): Promise<void> {
    this.client.close();
    await this.child.stop();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
