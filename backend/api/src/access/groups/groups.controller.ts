import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put } from '@nestjs/common';
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
import { type Group, GroupDto, GroupIdDto, GroupMemberDto, GroupPageDto, NameGroupDto } from './group.dto.js';
import { GroupsService } from './groups.service.js';

@ApiTags('groups')
@Controller('groups')
export class GroupsController {
  constructor(private readonly groups: GroupsService) {}

  @Get()
  @Requires('person.read')
  @ApiOperation({ operationId: 'listGroups', summary: 'All groups with their members' })
  @ApiOkResponse({ type: GroupPageDto })
  async list(@CurrentActor() actor: Actor): Promise<Page<Group>> {
    return { items: await this.groups.list(actor), nextCursor: null };
  }

  @Post()
  @Requires('group.manage')
  @ApiOperation({ operationId: 'createGroup', summary: 'A new group' })
  @ApiCreatedResponse({ type: GroupDto })
  create(@CurrentActor() actor: Actor, @Body() { name }: NameGroupDto): Promise<Group> {
    return this.groups.create(actor, name);
  }

  @Patch(':id')
  @Requires('group.manage')
  @ApiOperation({ operationId: 'renameGroup', summary: 'Renames a group' })
  @ApiOkResponse({ type: GroupDto })
  rename(
    @CurrentActor() actor: Actor,
    @Param() { id }: GroupIdDto,
    @Body() { name }: NameGroupDto,
  ): Promise<Group> {
    return this.groups.rename(actor, id, name);
  }

  @Delete(':id')
  @HttpCode(204)
  @Requires('group.manage')
  @ApiOperation({ operationId: 'removeGroup', summary: 'Removes a group and every right it gave' })
  @ApiNoContentResponse()
  remove(@CurrentActor() actor: Actor, @Param() { id }: GroupIdDto): Promise<void> {
    return this.groups.remove(actor, id);
  }

  @Put(':id/members/:personId')
  @Requires('group.manage')
  @ApiOperation({ operationId: 'addGroupMember', summary: 'Puts a person into a group' })
  @ApiOkResponse({ type: GroupDto })
  addMember(@CurrentActor() actor: Actor, @Param() { id, personId }: GroupMemberDto): Promise<Group> {
    return this.groups.addMember(actor, id, personId);
  }

  @Delete(':id/members/:personId')
  @Requires('group.manage')
  @ApiOperation({ operationId: 'removeGroupMember', summary: 'Takes a person out of a group' })
  @ApiOkResponse({ type: GroupDto })
  removeMember(@CurrentActor() actor: Actor, @Param() { id, personId }: GroupMemberDto): Promise<Group> {
    return this.groups.removeMember(actor, id, personId);
  }
}
