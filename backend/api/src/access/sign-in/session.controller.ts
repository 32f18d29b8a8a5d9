import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Configuration } from '../../platform/index.js';
import type { Actor } from '../actor.js';
import { RateLimit } from '../http/rate-limit.js';
import { CurrentActor, Public, Requires } from '../route.decorators.js';
import { clearSessionCookie, setSessionCookie } from './session-cookie.js';
import { EndSessionsDto, SessionDto, SessionIdDto, SignInDto, SignedInSessionsDto } from './session.dto.js';
import { type Session, SessionService } from './session.service.js';

@ApiTags('sign-in')
@Controller()
export class SessionController {
  constructor(
    private readonly configuration: Configuration,
    private readonly sessions: SessionService,
  ) {}

  @Post('session')
  @Public('this is how people sign in')
  @RateLimit('sign-in')
  @ApiOperation({ operationId: 'signIn', summary: 'Signs in; the session travels in an http-only cookie' })
  @ApiCreatedResponse({ type: SessionDto })
  async signIn(
    @Body() { login, password }: SignInDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Session> {
    const { session, token } = await this.sessions.signIn(login, password, {
      userAgent: request.get('user-agent'),
    });
    setSessionCookie(response, this.configuration.settings, token);
    return session;
  }

  @Get('session')
  @Requires('session.manage')
  @ApiOperation({ operationId: 'getSession', summary: 'Who is signed in, with what rights' })
  @ApiOkResponse({ type: SessionDto })
  get(@CurrentActor() actor: Actor): Promise<Session> {
    return this.sessions.get(actor);
  }

  @Delete('session')
  @HttpCode(204)
  @Requires('session.manage')
  @ApiOperation({ operationId: 'signOut', summary: 'Signs out here' })
  @ApiNoContentResponse()
  async signOut(@CurrentActor() actor: Actor, @Res({ passthrough: true }) response: Response): Promise<void> {
    await this.sessions.end(actor);
    clearSessionCookie(response, this.configuration.settings);
  }

  @Get('sessions')
  @Requires('session.manage')
  @ApiOperation({ operationId: 'listSessions', summary: 'Where the person is signed in, last used first' })
  @ApiOkResponse({ type: SignedInSessionsDto })
  async list(@CurrentActor() actor: Actor): Promise<SignedInSessionsDto> {
    return { items: await this.sessions.list(actor) };
  }

  @Delete('sessions/:id')
  @HttpCode(204)
  @Requires('session.manage')
  @ApiOperation({ operationId: 'endSession', summary: 'Ends one session of the person' })
  @ApiNoContentResponse()
  endOne(@CurrentActor() actor: Actor, @Param() { id }: SessionIdDto): Promise<void> {
    return this.sessions.endOne(actor, id);
  }

  @Delete('sessions')
  @HttpCode(204)
  @Requires('session.manage')
  @ApiOperation({
    operationId: 'signOutEverywhere',
    summary: 'Ends every session of the person, or every other one',
  })
  @ApiNoContentResponse()
  async signOutEverywhere(
    @CurrentActor() actor: Actor,
    @Query() { except }: EndSessionsDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    if (except === 'current') return this.sessions.endOthers(actor);
    await this.sessions.endEverywhere(actor);
    clearSessionCookie(response, this.configuration.settings);
  }
}
