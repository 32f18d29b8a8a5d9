import { Global, Module } from '@nestjs/common';
import { ModelsModule } from '../models/index.js';
import { ChildSupervisor } from '../platform/index.js';
import { SystemController } from './system.controller.js';
import { SystemRepository } from './system.repository.js';
import { SystemHost } from './system.host.js';
import { SystemService } from './system.service.js';

/** What an administrator sees of the running product. */
@Global()
@Module({
  imports: [ModelsModule],
  controllers: [SystemController],
  providers: [
    SystemService,
    SystemHost,
    SystemRepository,
    { provide: ChildSupervisor, useFactory: () => new ChildSupervisor() },
  ],
  exports: [ChildSupervisor],
})
export class SystemModule {}
