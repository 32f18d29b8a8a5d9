import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { exactSchemas } from './platform/index.js';
import { version } from './version.js';

/** The contract that `backend/openapi.json` holds: generated, committed, compared by `npm run contract`. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Deskmate')
    .setDescription('Errors are RFC 9457 problem documents with a stable `code`. Lists page by `nextCursor`.')
    .setVersion(version)
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'API key' }, 'api-key')
    .addCookieAuth('deskmate', { type: 'apiKey', in: 'cookie' }, 'session')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
  return exactSchemas(document);
}
