import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Configuration } from '../../platform/index.js';
import { RateLimit } from '../http/rate-limit.js';
import { Public } from '../route.decorators.js';
import { LinkService } from './link.service.js';
import { setSessionCookie } from './session-cookie.js';
import {
  AcceptLinkDto,
  CreateOwnerDto,
  LinkDto,
  LinkTokenDto,
  SessionDto,
  type Setup,
  SetupDto,
} from './session.dto.js';
import type { Session, StartedSession } from './session.service.js';
import { SetupService } from './setup.service.js';

/** What people do with a one-time token, before they have a session. */
@ApiTags('sign-in')
@Controller()
export class SetupController {
  constructor(
    private readonly configuration: Configuration,
    private readonly links: LinkService,
    private readonly setup: SetupService,
  ) {}

  @Get('setup')
  @Public('the page asks it before anybody has an account')
  @ApiOperation({ operationId: 'getSetup', summary: 'Whether the installation still needs its owner' })
  @ApiOkResponse({ type: SetupDto })
  get(): Promise<Setup> {
    return this.setup.get();
  }

  @Post('setup/owner')
  @Public('needs the first-owner token instead')
  @RateLimit('sign-in')
  @ApiOperation({ operationId: 'createOwner', summary: 'Makes the first owner and signs them in' })
  @ApiCreatedResponse({ type: SessionDto })
  async createOwner(
    @Body() owner: CreateOwnerDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Session> {
    return this.begin(
      response,
      await this.setup.createOwner(owner, { userAgent: request.get('user-agent') }),
    );
  }

  @Get('links/:token')
  @Public('needs the token of the link instead')
  @RateLimit('sign-in')
  @ApiOperation({ operationId: 'getLink', summary: 'What a one-time link is for' })
  @ApiOkResponse({ type: LinkDto })
  getLink(@Param() { token }: LinkTokenDto): Promise<LinkDto> {
    return this.links.describe(token);
  }

  @Post('links/:token')
  @Public('needs the token of the link instead')
  @RateLimit('sign-in')
  @ApiOperation({ operationId: 'acceptLink', summary: 'Sets the password that a link asks for and signs in' })
  @ApiCreatedResponse({ type: SessionDto })
  async acceptLink(
    @Param() { token }: LinkTokenDto,
    @Body() choice: AcceptLinkDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Session> {
    return this.begin(
      response,
      await this.links.accept(token, choice, { userAgent: request.get('user-agent') }),
    );
  }

  private begin(response: Response, { session, token }: StartedSession): Session {
    setSessionCookie(response, this.configuration.settings, token);
    return session;
  }
}
