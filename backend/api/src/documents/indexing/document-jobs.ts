import { Injectable, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { Configuration, JobQueue, logger } from '../../platform/index.js';
import { EmbedJob } from './embed.job.js';
import { IngestJob } from './ingest.job.js';
import { Purge } from './purge.js';
import { EMBED_QUEUE, INGEST_QUEUE, PURGE_QUEUE, READERS, SWEEP_QUEUE } from './queues.js';
import { Recovery } from './recovery.js';

/** Declares the queues everywhere and works them in the worker. */
@Injectable()
export class DocumentJobs implements OnModuleInit, OnApplicationBootstrap {
  constructor(
    private readonly configuration: Configuration,
    private readonly queue: JobQueue,
    private readonly ingest: IngestJob,
    private readonly embed: EmbedJob,
    private readonly purge: Purge,
    private readonly recovery: Recovery,
  ) {}

  async onModuleInit(): Promise<void> {
    for (const queue of [INGEST_QUEUE, EMBED_QUEUE, SWEEP_QUEUE, PURGE_QUEUE])
      await this.queue.declare(queue);
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.configuration.role === 'worker') await this.work();
  }

  async work(): Promise<void> {
    await this.recovery.run().catch((err: unknown) => logger.error({ err }, 'recovery failed'));
    await this.queue.work<{ versionId: string }>(
      INGEST_QUEUE,
      (job, signal) => this.ingest.run(job, signal),
      {
        concurrency: READERS,
      },
    );
    await this.queue.work<{ versionId: string }>(EMBED_QUEUE, (job, signal) => this.embed.run(job, signal));
    await this.queue.work(SWEEP_QUEUE, async () => void (await this.recovery.run()));
    await this.queue.work(PURGE_QUEUE, async () => void (await this.purge.run()));
    await this.queue.schedule(SWEEP_QUEUE, '*/5 * * * *');
    await this.queue.schedule(PURGE_QUEUE, '17 3 * * *');
  }
}
