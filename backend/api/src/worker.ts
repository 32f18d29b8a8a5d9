import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { nestLogger } from './http-app.js';
import {
  Configuration,
  endWithParent,
  joinInstallation,
  loadSettings,
  logger,
  startTracing,
} from './platform/index.js';

/** The worker process: the same modules without HTTP; their jobs start in onModuleInit because of the role. */
async function main(): Promise<void> {
  endWithParent();
  const loaded = loadSettings();
  const stopTracing = startTracing(loaded.settings.otlpEndpoint, 'worker');
  const installation = await joinInstallation(loaded);
  await installation.queue.takeBackActive(); // one worker an installation: whatever is active was left by a killed one
  const configuration = new Configuration(loaded, 'worker');
  const app = await NestFactory.createApplicationContext(AppModule.of(configuration, installation), {
    logger: nestLogger,
    abortOnError: false,
  });
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    await installation.close();
    await app.close();
    await stopTracing();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop()).on('SIGINT', () => undefined);
}

main().catch((err: unknown) => {
  logger.fatal({ err }, 'the worker cannot start');
  process.exit(1);
});
