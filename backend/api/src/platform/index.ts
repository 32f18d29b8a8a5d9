export { BackupError, type BackupManifest, backUp, restore } from './backup/backup.js';
export { Configuration, type ProcessRole } from './config/configuration.js';
export { PlatformModule } from './platform.module.js';
export {
  type LoadedSettings,
  SettingsError,
  type SettingSource,
  isLoopback,
  loadSettings,
} from './config/load-settings.js';
export {
  type SettingName,
  type Settings,
  environmentName,
  installFolder,
  settingsSchema,
} from './config/settings.js';
export { type DatabaseAddress, dataSourceOptions, openDataSource } from './database/data-source.js';
export { Database, toVector } from './database/database.js';
export {
  type EmbeddedDatabase,
  openEmbeddedDatabase,
  socketFolderOf,
} from './database/embedded/embedded-database.js';
export { FolderInUseError } from './database/embedded/folder-lock.js';
export { Problem, type ProblemBody, forbidden, invalid, notFound } from './errors/problem.js';
export { ProblemFilter, toProblem } from './errors/problem.filter.js';
export { DomainEvent, EventBus } from './events/event-bus.js';
export { dto, exactSchemas, isDtoClass, toJsonSchema } from './http/dto.js';
export { PUBLIC, Public } from './http/public.decorator.js';
export { type Page, decodeCursor, encodeCursor, pageOf, pageQuery, toPage } from './http/page.js';
export { SchemaPipe } from './http/schema.pipe.js';
export { isId, newId } from './identity/id.js';
export { type JobOptions, type JobPayload, JobQueue } from './queue/job-queue.js';
export { correlationId, withCorrelation } from './telemetry/correlation.js';
export { logger } from './telemetry/logger.js';
export {
  answersTotal,
  collectProcessMetrics,
  documentsTotal,
  metrics,
  stageSeconds,
} from './telemetry/metrics.js';
export { startTracing, traced } from './telemetry/tracing.js';
export { type ChildState, ChildSupervisor, endWithParent, execArgvFor } from './process/child-supervisor.js';
export { type Installation, joinInstallation, openOwnInstallation } from './process/installation.js';
export { Readiness } from './health/health.controller.js';
export { requestMiddleware } from './http/request.middleware.js';
export { servePages } from './pages/pages.js';
