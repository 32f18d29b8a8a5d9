import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { Page } from '../../platform/index.js';
import type { Actor } from '../actor.js';
import { CurrentActor, Requires } from '../route.decorators.js';
import { type ApiKey, ApiKeyIdDto, ApiKeyPageDto, CreateApiKeyDto, CreatedApiKeyDto } from './api-key.dto.js';
import { ApiKeysService } from './api-keys.service.js';

@ApiTags('api-keys')
@Controller('api-keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  @Get()
  @Requires('api-key.manage')
  @ApiOperation({ operationId: 'listApiKeys', summary: "Own API keys; owners see everybody's" })
  @ApiOkResponse({ type: ApiKeyPageDto })
  async list(@CurrentActor() actor: Actor): Promise<Page<ApiKey>> {
    return { items: await this.keys.list(actor), nextCursor: null };
  }

  @Post()
  @Requires('api-key.manage')
  @ApiOperation({ operationId: 'createApiKey', summary: 'A new API key; its secret is shown once' })
  @ApiCreatedResponse({ type: CreatedApiKeyDto })
  create(@CurrentActor() actor: Actor, @Body() input: CreateApiKeyDto): Promise<CreatedApiKeyDto> {
    return this.keys.create(actor, input);
  }

  @Delete(':id')
  @HttpCode(204)
  @Requires('api-key.manage')
  @ApiOperation({ operationId: 'revokeApiKey', summary: 'Ends a key at once' })
  @ApiNoContentResponse()
  revoke(@CurrentActor() actor: Actor, @Param() { id }: ApiKeyIdDto): Promise<void> {
    return this.keys.revoke(actor, id);
  }
}
