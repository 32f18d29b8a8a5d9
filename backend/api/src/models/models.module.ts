import { Module } from '@nestjs/common';
import { startModelProcess } from '@deskmate/model';
import { AccessModule } from '../access/index.js';
import { LocalModelGateway } from './gateway/local-model-gateway.js';
import { ModelGateway } from './gateway/model-gateway.js';
import { ModelStore } from './model-store.js';
import { ModelStarter, ModelSupervisor } from './model-supervisor.js';
import { ModelsController } from './models.controller.js';
import { ModelsService } from './models.service.js';
import { DecisionData } from './profile/decision-data.js';
import { ModelAssignmentRepository } from './profile/model-assignment.repository.js';
import { ModelProfileRepository } from './profile/model-profile.repository.js';
import { Profiling } from './profile/profiling.js';
import { WritePolicy } from './profile/write-policy.js';
import { Pulls } from './pulls.js';

/** Weights, model processes and servers, and what each model was measured to be capable of. */
@Module({
  imports: [AccessModule],
  controllers: [ModelsController],
  providers: [
    ModelStore,
    { provide: ModelStarter, useValue: { start: startModelProcess } },
    ModelSupervisor,
    { provide: ModelGateway, useClass: LocalModelGateway },
    ModelProfileRepository,
    ModelAssignmentRepository,
    DecisionData,
    WritePolicy,
    Profiling,
    Pulls,
    ModelsService,
  ],
  exports: [
    ModelGateway,
    ModelStore,
    ModelSupervisor,
    ModelProfileRepository,
    ModelAssignmentRepository,
    WritePolicy,
    ModelsService,
  ],
})
export class ModelsModule {}
