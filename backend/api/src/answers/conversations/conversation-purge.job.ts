import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Configuration, Database, JobQueue } from '../../platform/index.js';
import { ConversationRepository } from './conversation.repository.js';

const PURGE_QUEUE = 'conversations.purge';

/** Once a night: conversations whose deletion can no longer be undone, with every text of theirs. */
@Injectable()
export class ConversationPurgeJob implements OnApplicationBootstrap {
  constructor(
    private readonly configuration: Configuration,
    private readonly queue: JobQueue,
    private readonly database: Database,
    private readonly conversations: ConversationRepository,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.configuration.role !== 'worker') return;
    await this.queue.work(PURGE_QUEUE, () => this.run());
    await this.queue.schedule(PURGE_QUEUE, '47 3 * * *');
  }

  async run(): Promise<void> {
    const { deletedDays } = this.configuration.settings;
    while (await this.database.transaction(() => this.conversations.purge(deletedDays)));
  }
}
