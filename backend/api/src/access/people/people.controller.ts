import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
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
import { PeopleService } from './people.service.js';
import {
  InvitePersonDto,
  InvitedPersonDto,
  type ListedPerson,
  OneTimeLinkDto,
  type Person,
  PersonDto,
  PersonIdDto,
  PersonPageDto,
  PersonQueryDto,
  UpdatePersonDto,
} from './person.dto.js';

@ApiTags('people')
@Controller('people')
export class PeopleController {
  constructor(private readonly people: PeopleService) {}

  @Get()
  @Requires('person.read')
  @ApiOperation({
    operationId: 'listPeople',
    summary: 'Who works here; owners see the accounts, members the names',
  })
  @ApiOkResponse({ type: PersonPageDto })
  list(@CurrentActor() actor: Actor, @Query() query: PersonQueryDto): Promise<Page<ListedPerson>> {
    return this.people.list(actor, query);
  }

  @Post()
  @Requires('person.manage')
  @ApiOperation({ operationId: 'invitePerson', summary: 'Makes an account and a link to accept it' })
  @ApiCreatedResponse({ type: InvitedPersonDto })
  async invite(@CurrentActor() actor: Actor, @Body() input: InvitePersonDto): Promise<InvitedPersonDto> {
    const { person, path, expiresAt } = await this.people.invite(actor, input);
    return { person, link: path, expiresAt };
  }

  @Patch(':id')
  @Requires('person.manage')
  @ApiOperation({ operationId: 'updatePerson', summary: 'Renames, promotes, disables or enables' })
  @ApiOkResponse({ type: PersonDto })
  update(
    @CurrentActor() actor: Actor,
    @Param() { id }: PersonIdDto,
    @Body() change: UpdatePersonDto,
  ): Promise<Person> {
    return this.people.update(actor, id, change);
  }

  @Delete(':id')
  @HttpCode(204)
  @Requires('person.manage')
  @ApiOperation({ operationId: 'erasePerson', summary: 'Erases a person and all of their texts, for good' })
  @ApiNoContentResponse()
  remove(@CurrentActor() actor: Actor, @Param() { id }: PersonIdDto): Promise<void> {
    return this.people.remove(actor, id);
  }

  @Delete(':id/sessions')
  @HttpCode(204)
  @Requires('person.manage')
  @ApiOperation({ operationId: 'endSessionsOfPerson', summary: 'Signs a person out in every browser' })
  @ApiNoContentResponse()
  endSessions(@CurrentActor() actor: Actor, @Param() { id }: PersonIdDto): Promise<void> {
    return this.people.endSessions(actor, id);
  }

  @Post(':id/reset-link')
  @Requires('person.manage')
  @ApiOperation({ operationId: 'createResetLink', summary: 'A one-time link to set a new password' })
  @ApiCreatedResponse({ type: OneTimeLinkDto })
  async resetLink(@CurrentActor() actor: Actor, @Param() { id }: PersonIdDto): Promise<OneTimeLinkDto> {
    const { path, expiresAt } = await this.people.resetLink(actor, id);
    return { link: path, expiresAt };
  }
}
