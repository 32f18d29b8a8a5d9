import { Body, Controller, Delete, Get, Header, HttpCode, Patch, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../actor.js';
import { RateLimit } from '../http/rate-limit.js';
import { CurrentActor, Requires } from '../route.decorators.js';
import { ChangePasswordDto, UpdateMeDto } from '../sign-in/session.dto.js';
import { MeService } from './me.service.js';
import { type Person, PersonDto } from './person.dto.js';

@ApiTags('me')
@Controller('me')
export class MeController {
  constructor(private readonly me: MeService) {}

  @Patch()
  @Requires('session.manage')
  @ApiOperation({ operationId: 'updateMe', summary: 'Own name, language and training consent' })
  @ApiOkResponse({ type: PersonDto })
  update(@CurrentActor() actor: Actor, @Body() change: UpdateMeDto): Promise<Person> {
    return this.me.update(actor, change);
  }

  @Post('password')
  @HttpCode(204)
  @Requires('session.manage')
  @RateLimit('sign-in')
  @ApiOperation({
    operationId: 'changePassword',
    summary: 'Changes the own password and ends all other sessions',
  })
  @ApiNoContentResponse()
  changePassword(@CurrentActor() actor: Actor, @Body() { current, next }: ChangePasswordDto): Promise<void> {
    return this.me.changePassword(actor, current, next);
  }

  @Delete('personal-text')
  @HttpCode(204)
  @Requires('session.manage')
  @ApiOperation({
    operationId: 'erasePersonalText',
    summary: 'Erases all own questions, answers and comments, for good',
  })
  @ApiNoContentResponse()
  eraseTexts(@CurrentActor() actor: Actor): Promise<void> {
    return this.me.eraseTexts(actor);
  }

  @Get('export')
  @Requires('session.manage')
  @Header('Content-Disposition', 'attachment; filename="deskmate-my-data.json"')
  @ApiOperation({ operationId: 'exportMe', summary: 'Everything kept about oneself, as JSON' })
  @ApiOkResponse({ schema: { type: 'object', additionalProperties: true } })
  export(@CurrentActor() actor: Actor): Promise<Record<string, unknown>> {
    return this.me.export(actor);
  }
}
