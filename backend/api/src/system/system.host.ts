import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Injectable } from '@nestjs/common';
import { Configuration, JobQueue } from '../platform/index.js';
import type { SystemDto } from './system.dto.js';
import { SystemRepository } from './system.repository.js';

const MB = 1024 * 1024;

export const round = (value: number): number => Math.round(value * 10) / 10;

/** The machine and the stores under the product. */
@Injectable()
export class SystemHost {
  constructor(
    private readonly configuration: Configuration,
    private readonly repository: SystemRepository,
    private readonly queue: JobQueue,
  ) {}

  async figures(): Promise<Pick<SystemDto, 'database' | 'jobs' | 'disk' | 'memory'>> {
    const { databaseUrl, dataDir } = this.configuration.settings;
    const { version: server, bytes } = await this.repository.databaseFigures();
    const { bavail, bsize } = await fs.promises.statfs(dataDir);
    return {
      database: {
        kind: databaseUrl ? 'postgresql' : 'embedded',
        version: server,
        sizeMb: round(Number(bytes) / MB),
      },
      jobs: await this.queue.counts(),
      disk: { dataDirMb: round((await folderBytes(dataDir)) / MB), freeMb: round((bavail * bsize) / MB) },
      memory: { totalMb: round(os.totalmem() / MB), freeMb: round(os.freemem() / MB) },
    };
  }
}

async function folderBytes(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await fs.promises.readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const stat = await fs.promises.stat(path.join(entry.parentPath, entry.name)).catch(() => null);
    bytes += stat?.size ?? 0;
  }
  return bytes;
}
