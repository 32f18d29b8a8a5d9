export { type TextEvaluation, evaluationTable } from '@deskmate/model';
export { type CatalogModel, bundledCatalog } from './catalog.js';
export { ProgressBar, fetchMissingWeights } from './fetch-missing-weights.js';
export { hanShare } from './gateway/han-share.js';
export {
  type ChatMessage,
  type FinishReason,
  type GenerateEvent,
  type TokenChance,
  type TokenLogProbs,
  type GenerateRequest,
  type TokenUsage,
} from './gateway/model.js';
export { type EmbedderInfo, type GeneratorInfo, ModelGateway } from './gateway/model-gateway.js';
export { HAN_DOMINATED } from './gateway/reads.js';
export { listens, modelSocketOf } from './model-socket.js';
export { ModelStore, type FileVerdict, type StoredModel } from './model-store.js';
export { ModelSupervisor } from './model-supervisor.js';
export { ModelsModule } from './models.module.js';
export { ModelsService } from './models.service.js';
export { type ProfileFigures, type WriteThresholds, profileFiguresSchema } from './profile/figures.js';
export { type Criterion, type Verdict, describeMissed, mayWrite } from './profile/may-write.js';
export { type AnswerMode, ModelAssignmentRepository } from './profile/model-assignment.repository.js';
export { type ModelProfile, ModelProfileRepository } from './profile/model-profile.repository.js';
export { PROFILE_QUEUE } from './profile/profiling.js';
export { WritePolicy } from './profile/write-policy.js';
export { LocalGenerators } from './precisions/local-generators.js';
export { isEnough, measurePrecisions, thisMachine } from './precisions/measure-precisions.js';
export { MeasuringService } from './precisions/measuring.service.js';
export { PrecisionMeasurementRepository } from './precisions/precision-measurement.repository.js';
export type { PullProgress } from './pull.js';
export { GeneratorServers } from './servers/generator-servers.js';
