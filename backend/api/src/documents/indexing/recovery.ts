import { Injectable } from '@nestjs/common';
import { ModelGateway } from '../../models/index.js';
import { JobQueue, logger } from '../../platform/index.js';
import { IndexingRepository } from './indexing.repository.js';
import { EMBED_QUEUE, INGEST_EXPIRES_S, INGEST_QUEUE } from './queues.js';

/** Takes up versions that still have work left but that no job remembers, whatever happened to it. */
@Injectable()
export class Recovery {
  constructor(
    private readonly versions: IndexingRepository,
    private readonly queue: JobQueue,
    private readonly gateway: ModelGateway,
  ) {}

  async run(): Promise<number> {
    await this.versions.reopenForModel(this.gateway.embedder.vectorsId);
    const remembered = new Set([
      ...(await this.waitingFor(INGEST_QUEUE)),
      ...(await this.waitingFor(EMBED_QUEUE)),
    ]);
    const forgotten = (await this.versions.unfinished()).filter(({ id }) => !remembered.has(id));
    for (const { id: versionId, state } of forgotten) {
      if (state === 'words-ready') await this.queue.enqueue(EMBED_QUEUE, { versionId });
      else await this.queue.enqueue(INGEST_QUEUE, { versionId }, { expireInS: INGEST_EXPIRES_S });
    }
    if (forgotten.length) logger.info({ versions: forgotten.length }, 'indexing taken up again');
    return forgotten.length;
  }

  private async waitingFor(queue: string): Promise<string[]> {
    return (await this.queue.unfinished(queue)).map((payload) => String(payload['versionId']));
  }
}
