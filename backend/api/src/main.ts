import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { SetupService } from './access/index.js';
import { createHttpApp } from './http-app.js';
import { ModelSupervisor } from './models/index.js';
import { fetchMissingWeights } from './models/index.js';
import {
  ChildSupervisor,
  Configuration,
  FolderInUseError,
  type LoadedSettings,
  SettingsError,
  collectProcessMetrics,
  endWithParent,
  loadSettings,
  logger,
  openOwnInstallation,
  startTracing,
} from './platform/index.js';

/** The api process: owns the data folder, serves HTTP and keeps its children (worker, models) alive. */
async function main(): Promise<void> {
  if (process.send) endWithParent();
  const loaded = loadSettings();
  const { settings } = loaded;
  logger.level = settings.logLevel === 'info' ? 'warn' : settings.logLevel;
  const stopTracing = startTracing(settings.otlpEndpoint, 'api');
  collectProcessMetrics();
  await fetchMissingWeights(settings);
  const installation = await openOwnInstallation(loaded);
  const app = await createHttpApp(new Configuration(loaded, 'api'), installation);
  await app.listen(settings.port, settings.host);
  const children = startChildren(app, settings.worker);
  await announce(app, loaded);

  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    console.log('Stopping: running jobs finish or are handed back …');
    await Promise.all([children.stop(), app.close()]);
    await installation.close();
    await stopTracing();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop()).on('SIGINT', () => void stop());
}

function startChildren(app: NestExpressApplication, withWorker: boolean): ChildSupervisor {
  const children = app.get(ChildSupervisor);
  const suffix = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  if (withWorker) children.start({ name: 'worker', file: new URL(`./worker.${suffix}`, import.meta.url) });
  void app.get(ModelSupervisor).startEager();
  return children;
}

async function announce(app: NestExpressApplication, { settings }: LoadedSettings): Promise<void> {
  const { port } = app.getHttpServer().address() as AddressInfo;
  const scheme = settings.tlsCert ? 'https' : 'http';
  const url =
    settings.publicUrl ??
    `${scheme}://${settings.host === '127.0.0.1' ? 'localhost' : settings.host}:${port}`;
  const token = await app.get(SetupService).ensureFirstOwnerLink();
  console.log(
    token
      ? `Deskmate is ready. Open this once to become its owner:\n  ${url}/#token=${token}`
      : `Deskmate is ready: ${url}`,
  );
  process.send?.({ ready: url, token });
}

main().catch((error: unknown) => {
  if (error instanceof SettingsError || error instanceof FolderInUseError) console.error(error.message);
  else {
    logger.fatal({ err: error }, 'cannot start');
    console.error(`Deskmate cannot start: ${error instanceof Error ? error.message : String(error)}`);
  }
  process.exit(error instanceof SettingsError ? 78 : error instanceof FolderInUseError ? 75 : 1);
});
