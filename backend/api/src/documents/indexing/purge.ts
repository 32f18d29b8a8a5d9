import { Injectable } from '@nestjs/common';
import { AuditLog, SpacesService } from '../../access/index.js';
import { Configuration, Database, logger } from '../../platform/index.js';
import { FileStore } from '../file-store/file-store.js';
import { PurgeRepository } from './purge.repository.js';

const DAY_MS = 86_400_000;
const HASHES_A_QUERY = 500;

/** Removes for good what was deleted longer ago than the undo lasts, then the bytes that no version names any more. */
@Injectable()
export class Purge {
  constructor(
    private readonly repository: PurgeRepository,
    private readonly files: FileStore,
    private readonly database: Database,
    private readonly audit: AuditLog,
    private readonly spaces: SpacesService,
    private readonly configuration: Configuration,
  ) {}

  async run(now = new Date()): Promise<{ documents: number; files: number }> {
    await this.spaces.purgeDeleted();
    const documents = await this.removeDocuments(now);
    const files = await this.removeFiles(new Date(now.getTime() - DAY_MS));
    if (documents || files) logger.info({ documents, files }, 'deleted documents removed for good');
    return { documents, files };
  }

  private async removeDocuments(now: Date): Promise<number> {
    const deletedBefore = new Date(now.getTime() - this.configuration.settings.deletedDays * DAY_MS);
    const documents = await this.repository.listDeleted(deletedBefore);
    for (const { id, spaceId } of documents) {
      await this.database.transaction(async () => {
        if (!(await this.repository.remove(id, deletedBefore))) return; // restored meanwhile
        await this.audit.record(null, 'document.purge', { objectId: id, spaceId });
      });
    }
    return documents.length;
  }

  private async removeFiles(keptBefore: Date): Promise<number> {
    await this.files.clearIncoming(keptBefore);
    let removed = 0;
    let batch: string[] = [];
    const flush = async (): Promise<void> => {
      const used = new Set(await this.repository.listUsed(batch));
      for (const hash of batch.filter((one) => !used.has(one))) {
        await this.files.remove(hash, keptBefore);
        removed++;
      }
      batch = [];
    };
    for await (const hash of this.files.list(keptBefore)) {
      batch.push(hash);
      if (batch.length >= HASHES_A_QUERY) await flush();
    }
    await flush();
    return removed;
  }
}
