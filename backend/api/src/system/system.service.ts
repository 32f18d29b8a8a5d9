import fs from 'node:fs';
import { Injectable } from '@nestjs/common';
import { AccessService, type Actor } from '../access/index.js';
import { ModelSupervisor } from '../models/index.js';
import { ChildSupervisor, Configuration, Readiness } from '../platform/index.js';
import { version } from '../version.js';
import { composeFileOf } from './compose-file.js';
import { findGpu } from './gpu.js';
import type { SystemDto } from './system.dto.js';
import { SystemHost, round } from './system.host.js';
import { SystemRepository } from './system.repository.js';

@Injectable()
export class SystemService {
  private readonly startedAt = new Date();

  constructor(
    private readonly access: AccessService,
    private readonly configuration: Configuration,
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
      gpu: findGpu(),
      use: await this.repository.use(),
      ...(await this.host.figures()),
    };
  }

  async compose(actor: Actor): Promise<string> {
    await this.access.require(actor, 'system.read');
    return composeFileOf(this.configuration.settings);
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

function residentMb(pid: number | null): number | null {
  if (!pid) return null;
  try {
    const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
    return round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
  } catch {
    return null;
  }
}
