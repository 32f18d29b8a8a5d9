import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { residentMb } from './resident.js';

/** A peer in a process of its own, asked one thing at a time. */
export class PeerProcess<Call extends object, Reply extends { failure?: string }> {
  private readonly child: ChildProcess;
  private readonly exited: Promise<Reply>;

  constructor(
    private readonly name: string,
    main: string,
  ) {
    this.child = fork(main, { execArgv: process.execArgv });
    this.exited = once(this.child, 'exit').then(() => ({ failure: 'its process ended' }) as Reply);
  }

  async call(call: Call): Promise<Reply> {
    const answered = new Promise<Reply>((resolve) =>
      this.child.once('message', (reply) => resolve(reply as Reply)),
    );
    this.child.send(call);
    const reply = await Promise.race([answered, this.exited]);
    if (reply.failure) throw new Error(`${this.name} failed: ${reply.failure}`);
    return reply;
  }

  residentMb(): number {
    return residentMb(this.child.pid!);
  }

  async close(): Promise<void> {
    this.child.disconnect();
    await this.exited;
  }
}
