import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { z } from 'zod';
import { type Actor, CurrentActor, Requires } from '../../access/index.js';
import { dto } from '../../platform/index.js';
import { ModelIdDto } from '../models.dto.js';
import {
  AddModelServerDto,
  ChangeModelServerDto,
  ModelServerDto,
  ModelServersDto,
  RouteDto,
  RoutesDto,
  ServerTrialDto,
  SetRouteDto,
  TryModelServerDto,
} from './model-server.dto.js';
import { ModelRoutesService } from './model-routes.service.js';
import { ModelServersService } from './model-servers.service.js';

class SkillDto extends dto(z.object({ skill: z.string().max(50).describe('e.g. `ask`') })) {}

@ApiTags('models')
@Controller()
export class ModelServersController {
  constructor(
    private readonly servers: ModelServersService,
    private readonly routes: ModelRoutesService,
  ) {}

  @Get('model-servers')
  @Requires('model.manage')
  @ApiOperation({ summary: 'OpenAI-compatible servers that write; keys are never shown' })
  @ApiOkResponse({ type: ModelServersDto })
  list(@CurrentActor() actor: Actor): Promise<ModelServersDto> {
    return this.servers.list(actor);
  }

  @Post('model-servers')
  @Requires('model.manage')
  @ApiOperation({ summary: 'Add a server: vLLM, llama.cpp, or any gateway that speaks OpenAI' })
  @ApiCreatedResponse({ type: ModelServerDto })
  add(@CurrentActor() actor: Actor, @Body() server: AddModelServerDto): Promise<ModelServerDto> {
    return this.servers.add(actor, server);
  }

  @Post('model-servers/trial')
  @HttpCode(200)
  @Requires('model.manage')
  @ApiOperation({ summary: 'One real call to a server, saved or not: its times, its text, or why it failed' })
  @ApiOkResponse({ type: ServerTrialDto })
  try(
    @CurrentActor() actor: Actor,
    @Body() server: TryModelServerDto,
    @Req() request: Request,
  ): Promise<ServerTrialDto> {
    const gone = new AbortController();
    request.res?.once('close', () => gone.abort());
    return this.servers.try(actor, server, gone.signal);
  }

  @Put('model-servers/:id')
  @Requires('model.manage')
  @ApiOperation({ summary: 'Change a server that was added here' })
  @ApiOkResponse({ type: ModelServerDto })
  change(
    @CurrentActor() actor: Actor,
    @Param() { id }: ModelIdDto,
    @Body() server: ChangeModelServerDto,
  ): Promise<ModelServerDto> {
    return this.servers.change(actor, id, server);
  }

  @Delete('model-servers/:id')
  @HttpCode(204)
  @Requires('model.manage')
  @ApiOperation({ summary: 'Remove a server that serves nothing any more' })
  remove(@CurrentActor() actor: Actor, @Param() { id }: ModelIdDto): Promise<void> {
    return this.servers.remove(actor, id);
  }

  @Get('model-routes')
  @Requires('model.read')
  @ApiOperation({ summary: 'Which model serves which skill' })
  @ApiOkResponse({ type: RoutesDto })
  listRoutes(@CurrentActor() actor: Actor): Promise<RoutesDto> {
    return this.routes.list(actor);
  }

  @Put('model-routes/:skill')
  @Requires('model.manage')
  @ApiOperation({ summary: 'Route a skill to a model, and to another one while that is down' })
  @ApiOkResponse({ type: RouteDto })
  setRoute(
    @CurrentActor() actor: Actor,
    @Param() { skill }: SkillDto,
    @Body() route: SetRouteDto,
  ): Promise<RouteDto> {
    return this.routes.set(actor, skill, route);
  }
}
