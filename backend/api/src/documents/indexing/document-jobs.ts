import { Injectable, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { Configuration, JobQueue } from '../../platform/index.js';
import { EmbedJob } from './embed.job.js';
import { IngestJob } from './ingest.job.js';
import { EMBED_QUEUE, INGEST_QUEUE, READERS, RETITLE_QUEUE } from './queues.js';
import { RetitleJob } from './retitle.job.js';

/** The jobs of a document's way: declared in every process, worked in the worker. */
@Injectable()
export class DocumentJobs implements OnModuleInit, OnApplicationBootstrap {
  constructor(
    private readonly configuration: Configuration,
    private readonly queue: JobQueue,
    private readonly ingest: IngestJob,
    private readonly embed: EmbedJob,
    private readonly retitle: RetitleJob,
  ) {}

  async onModuleInit(): Promise<void> {
    for (const queue of [INGEST_QUEUE, EMBED_QUEUE, RETITLE_QUEUE]) await this.queue.declare(queue);
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.configuration.role !== 'worker') return;
    const readers = { concurrency: READERS };
    await this.queue.work<{ versionId: string }>(
      INGEST_QUEUE,
      (job, signal) => this.ingest.run(job, signal),
      readers,
    );
    await this.queue.work<{ versionId: string }>(EMBED_QUEUE, (job, signal) => this.embed.run(job, signal));
    await this.queue.work<{ documentId: string }>(RETITLE_QUEUE, (job) => this.retitle.run(job));
  }
}
