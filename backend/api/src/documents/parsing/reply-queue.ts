import type { ParseFailure } from '../parsers/parse-failure.js';
import type { ParserReply } from './protocol.js';

/** Replies in order, for one reader; once ended, the failure comes after what is still there. */
export class ReplyQueue {
  private replies: ParserReply[] = [];
  private failure: ParseFailure | undefined;
  private wake: (() => void) | undefined;

  get ended(): boolean {
    return this.failure !== undefined;
  }

  push(reply: ParserReply): void {
    if (this.failure) return; // what a killed process still sent says nothing
    this.replies.push(reply);
    this.wake?.();
  }

  end(failure: ParseFailure): void {
    this.failure ??= failure;
    this.wake?.();
  }

  /** As `end`, and what is still there is thrown away. */
  abandon(failure: ParseFailure): void {
    this.replies = [];
    this.end(failure);
  }

  /** The next reply; undefined when none comes in time. */
  async next(timeoutMs: number): Promise<ParserReply | undefined> {
    if (this.replies.length === 0 && !this.failure) await this.wait(timeoutMs);
    const reply = this.replies.shift();
    if (!reply && this.failure) throw this.failure;
    return reply;
  }

  private wait(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, Math.max(0, timeoutMs));
      this.wake = done;
    });
  }
}
