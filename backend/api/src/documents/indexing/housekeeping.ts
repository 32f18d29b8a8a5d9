import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Configuration, JobQueue, logger } from '../../platform/index.js';
import { Purge } from './purge.js';
import { PURGE_QUEUE, SWEEP_QUEUE } from './queues.js';
import { Recovery } from './recovery.js';

/** What the worker does by the clock: forgotten work is taken up, old deletions become final. */
@Injectable()
export class Housekeeping implements OnApplicationBootstrap {
  constructor(
    private readonly configuration: Configuration,
    private readonly queue: JobQueue,
    private readonly purge: Purge,
    private readonly recovery: Recovery,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.configuration.role !== 'worker') return;
    await this.recovery.run().catch((err: unknown) => logger.error({ err }, 'recovery failed'));
    await this.queue.work(SWEEP_QUEUE, async () => void (await this.recovery.run()));
    await this.queue.work(PURGE_QUEUE, async () => void (await this.purge.run()));
    await this.queue.schedule(SWEEP_QUEUE, '*/5 * * * *');
    await this.queue.schedule(PURGE_QUEUE, '17 3 * * *');
  }
}
