import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Configuration } from './config/configuration.js';
import { Database } from './database/database.js';
import { EventBus } from './events/event-bus.js';
import { HealthController, Readiness } from './health/health.controller.js';
import { JobQueue } from './queue/job-queue.js';

/** What every module may inject. The parts are made by the process that starts. */
@Global()
@Module({})
export class PlatformModule {
  static of(parts: { configuration: Configuration; database: Database; queue: JobQueue }): DynamicModule {
    const providers = [
      { provide: Configuration, useValue: parts.configuration },
      { provide: Database, useValue: parts.database },
      { provide: JobQueue, useValue: parts.queue },
      EventBus,
      Readiness,
    ];
    const controllers = parts.configuration.role === 'api' ? [HealthController] : [];
    return { module: PlatformModule, controllers, providers, exports: providers };
  }
}
