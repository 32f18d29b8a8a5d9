import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Injectable } from '@nestjs/common';
import { AccessService, type Actor } from '../access/index.js';
import { ModelSupervisor } from '../models/index.js';
import { ChildSupervisor, Configuration, JobQueue, Readiness } from '../platform/index.js';
import { version } from '../version.js';
import type { SystemDto } from './system.dto.js';
import { SystemRepository } from './system.repository.js';

const MB = 1024 * 1024;
const round = (value: number): number => Math.round(value * 10) / 10;

@Injectable()
export class SystemService {
  private readonly startedAt = new Date();

  constructor(
    private readonly access: AccessService,
    private readonly repository: SystemRepository,
    private readonly children: ChildSupervisor,
    private readonly models: ModelSupervisor,
    private readonly host: SystemHost,
    private readonly readiness: Readiness,
  ) {}

  async get(actor: Actor): Promise<SystemDto> {
    await this.access.require(actor, 'system.read');
    const { ready, checks } = await this.readiness.report();
    const processes = [this.self(), ...this.children.list(), ...this.models.list()];
    return {
      version,
      node: process.versions.node,
      uptimeS: Math.round(process.uptime()),
      ready,
      checks,
      processes: processes.map((one) => ({ ...one, residentMb: residentMb(one.pid) })),
      use: await this.repository.use(),
      ...(await this.host.figures()),
    };
  }

  private self() {
    return {
      name: 'api',
      pid: process.pid,
      state: 'running' as const,
      restarts: 0,
      startedAt: this.startedAt.toISOString(),
    };
  }
}

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

function residentMb(pid: number | null): number | null {
  if (!pid) return null;
  try {
    const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
    return round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
  } catch {
    return null;
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
