import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query } from '@nestjs/common';
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
import { GrantsService } from './grants.service.js';
import {
  CreateSpaceDto,
  GiveGrantDto,
  type Grant,
  GrantDto,
  GrantIdDto,
  GrantPageDto,
  type Space,
  SpaceDto,
  SpaceIdDto,
  SpacePageDto,
  SpaceQueryDto,
  UpdateSpaceDto,
} from './space.dto.js';
import { SpacesService } from './spaces.service.js';

@ApiTags('spaces')
@Controller('spaces')
export class SpacesController {
  constructor(
    private readonly spaces: SpacesService,
    private readonly grants: GrantsService,
  ) {}

  @Get()
  @Requires('space.read')
  @ApiOperation({ operationId: 'listSpaces', summary: 'Spaces that the reader may open' })
  @ApiOkResponse({ type: SpacePageDto })
  list(@CurrentActor() actor: Actor, @Query() { deleted, ...page }: SpaceQueryDto): Promise<Page<Space>> {
    return this.spaces.list(actor, { ...page, deleted: deleted === 'true' });
  }

  @Post()
  @Requires('space.create')
  @ApiOperation({ operationId: 'createSpace', summary: 'A new space, owned by its maker' })
  @ApiCreatedResponse({ type: SpaceDto })
  create(@CurrentActor() actor: Actor, @Body() input: CreateSpaceDto): Promise<Space> {
    return this.spaces.create(actor, input);
  }

  @Get(':id')
  @Requires('space.read')
  @ApiOperation({ operationId: 'getSpace', summary: 'One space' })
  @ApiOkResponse({ type: SpaceDto })
  get(@CurrentActor() actor: Actor, @Param() { id }: SpaceIdDto): Promise<Space> {
    return this.spaces.get(actor, id);
  }

  @Patch(':id')
  @Requires('space.manage')
  @ApiOperation({
    operationId: 'updateSpace',
    summary: 'Renames or describes a space, or sets training consent',
  })
  @ApiOkResponse({ type: SpaceDto })
  update(
    @CurrentActor() actor: Actor,
    @Param() { id }: SpaceIdDto,
    @Body() input: UpdateSpaceDto,
  ): Promise<Space> {
    return this.spaces.update(actor, id, input);
  }

  @Delete(':id')
  @HttpCode(204)
  @Requires('space.manage')
  @ApiOperation({ operationId: 'removeSpace', summary: 'Deletes a space; can be undone for 30 days' })
  @ApiNoContentResponse()
  remove(@CurrentActor() actor: Actor, @Param() { id }: SpaceIdDto): Promise<void> {
    return this.spaces.remove(actor, id);
  }

  @Post(':id/restore')
  @HttpCode(200)
  @Requires('space.manage')
  @ApiOperation({ operationId: 'restoreSpace', summary: 'Brings a deleted space back' })
  @ApiOkResponse({ type: SpaceDto })
  restore(@CurrentActor() actor: Actor, @Param() { id }: SpaceIdDto): Promise<Space> {
    return this.spaces.restore(actor, id);
  }

  @Get(':id/grants')
  @Requires('space.manage')
  @ApiOperation({ operationId: 'listGrants', summary: 'Who may do what in a space' })
  @ApiOkResponse({ type: GrantPageDto })
  async listGrants(@CurrentActor() actor: Actor, @Param() { id }: SpaceIdDto): Promise<Page<Grant>> {
    return { items: await this.grants.list(actor, id), nextCursor: null };
  }

  @Put(':id/grants')
  @Requires('space.manage')
  @ApiOperation({ operationId: 'putGrant', summary: 'Gives a person, a group or everyone a role' })
  @ApiOkResponse({ type: GrantDto })
  putGrant(
    @CurrentActor() actor: Actor,
    @Param() { id }: SpaceIdDto,
    @Body() grant: GiveGrantDto,
  ): Promise<Grant> {
    return this.grants.put(actor, id, grant);
  }

  @Delete(':id/grants/:grantId')
  @HttpCode(204)
  @Requires('space.manage')
  @ApiOperation({ operationId: 'removeGrant', summary: 'Takes a role away' })
  @ApiNoContentResponse()
  removeGrant(@CurrentActor() actor: Actor, @Param() { id, grantId }: GrantIdDto): Promise<void> {
    return this.grants.remove(actor, id, grantId);
  }
}
