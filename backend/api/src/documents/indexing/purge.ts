import { Injectable } from '@nestjs/common';
import { AuditLog, SpacesService } from '../../access/index.js';
import { Configuration, Database, logger } from '../../platform/index.js';
import { ChunkIndex } from '../chunk-index/index.js';
import { FileStore } from '../file-store/file-store.js';
import { PurgeRepository } from './purge.repository.js';
import { VersionWriter } from './version-writer.js';

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
    private readonly writer: VersionWriter,
    private readonly chunkIndex: ChunkIndex,
  ) {}

  async run(now = new Date()): Promise<{ documents: number; files: number }> {
    const deletedBefore = new Date(now.getTime() - this.configuration.settings.deletedDays * DAY_MS);
    for (const id of await this.repository.listVersionsInSpaces(deletedBefore))
      await this.writer.clear({ id });
    await this.spaces.purgeDeleted();
    const documents = await this.removeDocuments(deletedBefore);
    await this.chunkIndex.retire(null);
    const files = await this.removeFiles(new Date(now.getTime() - DAY_MS));
    if (documents || files) logger.info({ documents, files }, 'deleted documents removed for good');
    return { documents, files };
  }

  /** What they hold goes first, in short statements: nobody can bring it back any more, and asking goes on. */
  private async removeDocuments(deletedBefore: Date): Promise<number> {
    const documents = await this.repository.listDeleted(deletedBefore);
    for (const { id, spaceId } of documents) {
      for (const versionId of await this.repository.listVersionsOf(id))
        await this.writer.clear({ id: versionId });
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
