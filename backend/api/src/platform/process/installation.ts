import type { DataSource } from 'typeorm';
import { type LoadedSettings } from '../config/load-settings.js';
import { type DatabaseAddress, openDataSource } from '../database/data-source.js';
import { Database } from '../database/database.js';
import {
  type EmbeddedDatabase,
  openEmbeddedDatabase,
  socketFolderOf,
} from '../database/embedded/embedded-database.js';
import { lockFolder } from '../database/embedded/folder-lock.js';
import { JobQueue } from '../queue/job-queue.js';

/** The database and queue of one process, and how to let go of them. */
export interface Installation {
  database: Database;
  queue: JobQueue;
  close(): Promise<void>;
}

/** The process that owns the data folder: locks it, opens the database, migrates. @throws FolderInUseError */
export async function openOwnInstallation({ settings }: LoadedSettings): Promise<Installation> {
  const { databaseUrl, dataDir, durable } = settings;
  if (databaseUrl) {
    const unlock = lockFolder(dataDir);
    return open({ url: databaseUrl }, true, async () => unlock());
  }
  const embedded: EmbeddedDatabase = await openEmbeddedDatabase(dataDir, { durable });
  return open({ embedded }, true, () => embedded.close());
}

/** A process beside the owner (the worker, a command while the product runs). */
export function joinInstallation({ settings }: LoadedSettings): Promise<Installation> {
  const { databaseUrl, dataDir } = settings;
  const address: DatabaseAddress = databaseUrl
    ? { url: databaseUrl }
    : { socketFolder: socketFolderOf(dataDir) };
  return open(address, false, async () => undefined);
}

async function open(
  address: DatabaseAddress,
  migrate: boolean,
  release: () => Promise<void>,
): Promise<Installation> {
  let source: DataSource | undefined;
  try {
    source = await openDataSource(address, [], { migrate });
    const database = new Database(source);
    const queue = new JobQueue(database);
    await queue.start();
    const opened = source;
    const close = async (): Promise<void> => {
      await queue.stop();
      await opened.destroy();
      await release();
    };
    return { database, queue, close };
  } catch (error) {
    await source?.destroy().catch(() => undefined);
    await release();
    throw error;
  }
}
