import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { ApiKeysService } from '../api-keys/api-keys.service.js';
import { Configuration, Problem, logger } from '../../platform/index.js';
import type { Actor } from '../actor.js';
import { requirePermission } from '../rights/access.service.js';
import { type RequestWithActor, accessOf } from '../route.decorators.js';
import { readSessionCookie, setSessionCookie } from '../sign-in/session-cookie.js';
import { SessionService } from '../sign-in/session.service.js';
import { RATE_LIMIT, type RateClass, RequestRate } from './rate-limit.js';

/** Every request passes here: who asks, may they at all, and not too often. Objects are the services' business. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly apiKeys: ApiKeysService,
    private readonly configuration: Configuration,
    private readonly rate: RequestRate,
    private readonly reflector: Reflector,
    private readonly sessions: SessionService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = accessOf(context.getHandler(), context.getClass());
    if (!access) throw undeclared(context);
    const request = context.switchToHttp().getRequest<RequestWithActor>();
    const rate =
      this.reflector.getAllAndOverride<RateClass>(RATE_LIMIT, [context.getHandler(), context.getClass()]) ??
      'default';
    if ('public' in access) {
      this.rate.count(request, undefined, rate);
      return true;
    }
    const actor = await this.authenticate(request, context.switchToHttp().getResponse<Response>());
    this.rate.count(request, actor, rate);
    requirePermission(actor, access.requires);
    request.actor = actor;
    return true;
  }

  private async authenticate(request: Request, response: Response): Promise<Actor> {
    try {
      return await this.actorOf(request, response);
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 401) throw error;
      this.rate.count(request, undefined, 'default');
      response.setHeader('WWW-Authenticate', 'Bearer realm="deskmate"');
      throw error;
    }
  }

  private async actorOf(request: Request, response: Response): Promise<Actor> {
    const { authorization } = request.headers;
    if (authorization !== undefined)
      return this.apiKeys.authenticate(authorization.replace(/^Bearer\s+/i, ''));
    const { settings } = this.configuration;
    const token = readSessionCookie(request, settings);
    if (!token) throw new Problem(401, 'not-signed-in', 'Sign in first, or send an API key.');
    const csrfToken = request.get('x-csrf-token');
    const { actor, renewed } = await this.sessions.authenticate(token, { method: request.method, csrfToken });
    if (renewed) setSessionCookie(response, settings, token);
    return actor;
  }
}

function undeclared(context: ExecutionContext): Problem {
  const route = `${context.getClass().name}.${context.getHandler().name}`;
  logger.error({ route }, 'a route without @Requires or @Public was refused');
  return new Problem(
    403,
    'route-without-permission',
    'This route is closed: it does not say who may use it.',
  );
}
