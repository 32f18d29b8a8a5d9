import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { nestLogger, setApiPrefix } from './http-app.js';
import { openApiDocument } from './openapi.js';
import { Configuration, type Installation, loadSettings, logger } from './platform/index.js';

/** Prints the OpenAPI document of the code; needs no database: nothing is initialised. */
logger.level = 'error';
const configuration = new Configuration(loadSettings({}), 'api');
const app = await NestFactory.create(AppModule.of(configuration, {} as Installation), {
  logger: nestLogger,
  abortOnError: false,
  preview: true,
});
setApiPrefix(app);
process.stdout.write(`${JSON.stringify(openApiDocument(app), null, 2)}\n`, () => process.exit(0)); // a pipe takes it in parts
