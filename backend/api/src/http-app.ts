import { type INestApplication, type LoggerService, RequestMethod } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { hostAndOrigin, securityHeaders } from './access/index.js';
import { AppModule } from './app.module.js';
import {
  Configuration,
  type Installation,
  ProblemFilter,
  SchemaPipe,
  logger,
  requestMiddleware,
  servePages,
} from './platform/index.js';
import { readFileSync } from 'node:fs';

/** Nest's own lines through the product's logger; its start-up chatter is debug. */
export const nestLogger: LoggerService = {
  log: (message: unknown) => logger.debug({ nest: String(message) }),
  error: (message: unknown, stack?: unknown) => logger.error({ nest: String(message), stack }),
  warn: (message: unknown) => logger.warn({ nest: String(message) }),
  debug: () => undefined,
  verbose: () => undefined,
};

const outsideApi = [
  'health/live',
  'health/ready',
  'metrics',
  'v1/models',
  'v1/chat/completions',
  'v1/embeddings',
];

/** Everything lies under /api/v1 but what monitors and OpenAI clients expect at the root. */
export function setApiPrefix(app: INestApplication): void {
  const exclude = outsideApi.map((path) => ({ path, method: RequestMethod.ALL }));
  app.setGlobalPrefix('api/v1', { exclude });
}

/** The HTTP side of the product, not yet listening. */
export async function createHttpApp(
  configuration: Configuration,
  installation: Installation,
): Promise<NestExpressApplication> {
  const { settings } = configuration;
  const app = await NestFactory.create<NestExpressApplication>(AppModule.of(configuration, installation), {
    logger: nestLogger,
    abortOnError: false,
    ...(settings.tlsCert && settings.tlsKey
      ? { httpsOptions: { cert: readFileSync(settings.tlsCert), key: readFileSync(settings.tlsKey) } }
      : {}),
  });
  app.disable('x-powered-by');
  if (settings.trustedProxy) app.set('trust proxy', settings.trustedProxy);
  app.use(requestMiddleware, hostAndOrigin(settings), securityHeaders(settings));
  app.useBodyParser('json', { limit: '2mb' });
  setApiPrefix(app);
  app.useGlobalPipes(new SchemaPipe());
  app.useGlobalFilters(new ProblemFilter());
  servePages(app.getHttpAdapter().getInstance());
  return app;
}
