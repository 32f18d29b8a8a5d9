import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { type Actor, PeopleService, commandLineActor } from '../access/index.js';
import { AppModule } from '../app.module.js';
import { nestLogger } from '../http-app.js';
import {
  Configuration,
  FolderInUseError,
  type Installation,
  type LoadedSettings,
  Problem,
  joinInstallation,
  loadSettings,
  openOwnInstallation,
} from '../platform/index.js';

export interface CommandContext {
  loaded: LoadedSettings;
  installation: Installation;
  /** Whether the product runs beside this command on the same data folder. */
  running: boolean;
}

/** Opens the installation for one command: beside the running product, or alone when it does not run. */
export async function withInstallation<T>(run: (context: CommandContext) => Promise<T>): Promise<T> {
  const loaded = loadSettings();
  let running = false;
  const installation = await openOwnInstallation(loaded).catch((error: unknown) => {
    if (!(error instanceof FolderInUseError)) throw error;
    running = true;
    return joinInstallation(loaded);
  });
  try {
    return await run({ loaded, installation, running });
  } finally {
    await installation.close();
  }
}

/** The same with the whole product's modules, for commands that need services. */
export function withApp<T>(
  run: (app: INestApplicationContext, context: CommandContext) => Promise<T>,
): Promise<T> {
  return withInstallation(async (context) => {
    const configuration = new Configuration(context.loaded, 'command-line');
    const module = AppModule.of(configuration, context.installation);
    const app = await NestFactory.createApplicationContext(module, {
      logger: nestLogger,
      abortOnError: false,
    });
    try {
      return await run(app, context);
    } finally {
      await app.close();
    }
  });
}

/** The owner of this installation, for commands that act with their rights. */
export async function ownerActor(app: INestApplicationContext): Promise<Actor> {
  const owner = await app.get(PeopleService).firstOwner();
  if (!owner)
    throw new Problem(409, 'no-owner', 'This installation has no owner yet. Open the printed address first.');
  return commandLineActor(owner.id, owner.locale);
}
