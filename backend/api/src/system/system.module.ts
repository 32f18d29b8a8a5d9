import { Global, Module } from '@nestjs/common';
import { ChildSupervisor } from '../platform/index.js';
import { SystemController } from './system.controller.js';
import { SystemRepository } from './system.repository.js';
import { SystemHost, SystemService } from './system.service.js';

/** What an administrator sees of the running product. */
@Global()
@Module({
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
