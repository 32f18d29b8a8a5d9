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
import { LocalGenerators } from './precisions/local-generators.js';
import { MeasureJob } from './precisions/measure.job.js';
import { MeasuringRunRepository } from './precisions/measuring-run.repository.js';
import { MeasuringService } from './precisions/measuring.service.js';
import { PrecisionMeasurementRepository } from './precisions/precision-measurement.repository.js';
import { PrecisionsController } from './precisions/precisions.controller.js';
import { Pulls } from './pulls.js';
import { GeneratorServers } from './servers/generator-servers.js';
import { ModelRoutesService } from './servers/model-routes.service.js';
import { ModelServerRepository } from './servers/model-server.repository.js';
import { ModelServersController } from './servers/model-servers.controller.js';
import { ModelServersService } from './servers/model-servers.service.js';
import { ModelSettingRepository } from './settings/model-setting.repository.js';
import { ModelSettings } from './settings/model-settings.js';
import { ModelSettingsController } from './settings/model-settings.controller.js';
import { ModelSettingsService } from './settings/model-settings.service.js';

/** Weights, model processes and servers, and what each model was measured to be capable of. */
@Module({
  imports: [AccessModule],
  controllers: [ModelsController, ModelServersController, PrecisionsController, ModelSettingsController],
  providers: [
    ModelStore,
    { provide: ModelStarter, useValue: { start: startModelProcess } },
    ModelSupervisor,
    { provide: ModelGateway, useClass: LocalModelGateway },
    ModelProfileRepository,
    ModelAssignmentRepository,
    DecisionData,
    ModelServerRepository,
    GeneratorServers,
    ModelServersService,
    ModelRoutesService,
    WritePolicy,
    Profiling,
    Pulls,
    ModelsService,
    LocalGenerators,
    PrecisionMeasurementRepository,
    MeasuringRunRepository,
    MeasuringService,
    MeasureJob,
    ModelSettingRepository,
    ModelSettings,
    ModelSettingsService,
  ],
  exports: [
    GeneratorServers,
    ModelGateway,
    ModelStore,
    ModelSupervisor,
    ModelProfileRepository,
    ModelAssignmentRepository,
    WritePolicy,
    ModelsService,
    LocalGenerators,
    MeasuringService,
    PrecisionMeasurementRepository,
  ],
})
export class ModelsModule {}
