import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { PeerCall, PeerReply } from './llama-cpp.main.js';
import { residentMb } from './resident.js';
import type { Asked, StreamEngine, Timeline } from './stream.js';

/** node-llama-cpp in a process of its own, on the same file. */
export class LlamaCpp implements StreamEngine {
  private constructor(private readonly child: ChildProcess) {}

  static async start(file: string, threads: number): Promise<LlamaCpp> {
    const child = fork(path.join(import.meta.dirname, 'llama-cpp.main.ts'), { execArgv: process.execArgv });
    const peer = new LlamaCpp(child);
    await peer.call({ op: 'load', file, threads });
    return peer;
  }

  async run({ prompts, newTokens }: Asked): Promise<Timeline> {
    const longest = Math.max(...prompts.map(({ ids }) => ids.length));
    const ids = prompts.map((prompt) => prompt.ids);
    const contextTokens = longest + newTokens + 8;
    return (await this.call({ op: 'run', prompts: ids, newTokens, contextTokens })).timeline!;
  }

  residentMb(): number {
    return residentMb(this.child.pid!);
  }

  async close(): Promise<void> {
    const exited = once(this.child, 'exit');
    this.child.disconnect();
    await exited;
  }

  private async call(call: PeerCall): Promise<PeerReply> {
    this.child.send(call);
    const [reply] = (await Promise.race([
      once(this.child, 'message'),
      once(this.child, 'exit').then(() => [{ failure: 'its process ended' }]),
    ])) as [PeerReply];
    if (reply.failure) throw new Error(`node-llama-cpp failed: ${reply.failure}`);
    return reply;
  }
}
