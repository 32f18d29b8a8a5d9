import type { DynamicModule, ForwardReference, Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { NestExpressApplication } from '@nestjs/platform-express';
import request, { type Agent } from 'supertest';
import { AccessModule, hostAndOrigin, securityHeaders } from '../../backend/api/src/access/index.js';
import {
  type Configuration,
  type Database,
  JobQueue,
  PlatformModule,
  ProblemFilter,
  SchemaPipe,
  requestMiddleware,
} from '../../backend/api/src/platform/index.js';
import { TEST_PASSWORD } from './test-people.js';

type Imports = (Type | DynamicModule | ForwardReference)[];

/** The HTTP side of some modules over a test database, set up as the product does it; not listening. */
export async function openTestApp(
  database: Database,
  configuration: Configuration,
  imports: Imports = [],
  queue = new JobQueue(database),
): Promise<NestExpressApplication> {
  const platform = PlatformModule.of({ configuration, database, queue });
  const module = await Test.createTestingModule({ imports: [platform, AccessModule, ...imports] }).compile();
  const app = module.createNestApplication<NestExpressApplication>({ logger: false });
  const { settings } = configuration;
  app.disable('x-powered-by');
  if (settings.trustedProxy) app.set('trust proxy', settings.trustedProxy);
  app.use(requestMiddleware, hostAndOrigin(settings), securityHeaders(settings));
  app.setGlobalPrefix('api/v1');
  app.useGlobalPipes(new SchemaPipe());
  app.useGlobalFilters(new ProblemFilter());
  return app.init();
}

/** A browser of its own: keeps cookies, sends the CSRF token after `signIn`. */
export async function signIn(
  app: NestExpressApplication,
  login: string,
  password = TEST_PASSWORD,
): Promise<Agent & { csrfToken: string }> {
  const agent = request.agent(app.getHttpServer());
  const response = await agent.post('/api/v1/session').send({ login, password });
  if (response.status !== 201) throw new Error(`cannot sign in: ${JSON.stringify(response.body)}`);
  const { csrfToken } = response.body as { csrfToken: string };
  agent.set('X-CSRF-Token', csrfToken);
  return Object.assign(agent, { csrfToken });
}
