import path from 'node:path';
import type { PeerCall, PeerReply } from './llama-cpp.main.js';
import { PeerProcess } from './peer-process.js';
import type { Asked, StreamEngine, Timeline } from './stream.js';

/** node-llama-cpp in a process of its own, on the same file. */
export class LlamaCpp implements StreamEngine {
  private constructor(private readonly peer: PeerProcess<PeerCall, PeerReply>) {}

  static async start(file: string, threads: number): Promise<LlamaCpp> {
    const main = path.join(import.meta.dirname, 'llama-cpp.main.ts');
    const peer = new PeerProcess<PeerCall, PeerReply>('node-llama-cpp', main);
    await peer.call({ op: 'load', file, threads });
    return new LlamaCpp(peer);
  }

  async run({ prompts, newTokens }: Asked): Promise<Timeline> {
    const longest = Math.max(...prompts.map(({ ids }) => ids.length));
    const ids = prompts.map((prompt) => prompt.ids);
    const contextTokens = longest + newTokens + 8;
    return (await this.peer.call({ op: 'run', prompts: ids, newTokens, contextTokens })).timeline!;
  }

  residentMb = (): number => this.peer.residentMb();
  close = (): Promise<void> => this.peer.close();
}
