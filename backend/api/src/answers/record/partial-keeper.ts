import { logger } from '../../platform/index.js';
import type { AnswerRun } from '../answer-run.js';
import type { AnswerRecord } from './answer-record.js';

const EVERY_MS = 1_000;

/** Keeps what a running answer has said so far, so that a killed process loses a second of it. */
export class PartialKeeper {
  private readonly timer: NodeJS.Timeout;
  private kept: unknown = null;
  private saving: Promise<void> = Promise.resolve();

  constructor(
    private readonly run: AnswerRun,
    private readonly record: Pick<AnswerRecord, 'keepPartial'>,
    everyMs = EVERY_MS,
  ) {
    this.timer = setInterval(() => this.keep(), everyMs);
    this.timer.unref();
  }

  /** Nothing is written any more once this resolves: the end of the answer comes after it. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.saving;
  }

  private keep(): void {
    const { partial } = this.run;
    if (!partial || partial === this.kept) return;
    this.kept = partial;
    this.saving = this.saving
      .then(() => this.record.keepPartial(this.run, partial))
      .catch((err: unknown) => logger.warn({ err }, 'a partial answer could not be kept'));
  }
}
