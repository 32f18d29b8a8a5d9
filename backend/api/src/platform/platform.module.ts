import { type DynamicModule, Global, Module } from '@nestjs/common';
import { type LoadedSettings, type SettingSource } from './config/load-settings.js';
import type { SettingName, Settings } from './config/settings.js';
import { Database } from './database/database.js';
import { EventBus } from './events/event-bus.js';
import { JobQueue } from './queue/job-queue.js';

/** The validated settings and where each came from, for injection. */
export class Configuration {
  readonly settings: Settings;
  readonly sources: Record<SettingName, SettingSource>;

  constructor({ settings, sources }: LoadedSettings) {
    this.settings = settings;
    this.sources = sources;
  }
}

/** What every module may inject: Configuration, Database, JobQueue, EventBus. Made by the process that starts. */
@Global()
@Module({})
export class PlatformModule {
  static of(parts: { configuration: Configuration; database: Database; queue: JobQueue }): DynamicModule {
    const providers = [
      { provide: Configuration, useValue: parts.configuration },
      { provide: Database, useValue: parts.database },
      { provide: JobQueue, useValue: parts.queue },
      EventBus,
    ];
    return { module: PlatformModule, providers, exports: providers };
  }
}
