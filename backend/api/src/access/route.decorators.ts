import { type ExecutionContext, SetMetadata, createParamDecorator } from '@nestjs/common';
import type { Request } from 'express';
import { PUBLIC } from '../platform/index.js';
import type { Actor, Permission } from './actor.js';

export { PUBLIC, Public } from '../platform/index.js';

export const REQUIRES = 'deskmate:requires';

/** Every route names the permission that it needs, or says that it is public; lint checks that one of them stands. */
export const Requires = (permission: Permission) => SetMetadata(REQUIRES, permission);

export interface RequestWithActor extends Request {
  actor?: Actor;
}

/** The signed-in actor of a route with @Requires. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const { actor } = context.switchToHttp().getRequest<RequestWithActor>();
  if (!actor) throw new Error('route without a guard asked for its actor');
  return actor;
});

export type RouteAccess = { requires: Permission } | { public: string };

/** What a route demands: its own word before its controller's, and @Requires before @Public of the same place. */
export function accessOf(handler: object, controller: object): RouteAccess | null {
  for (const target of [handler, controller]) {
    const requires = Reflect.getMetadata(REQUIRES, target) as Permission | undefined;
    if (requires) return { requires };
    const reason = Reflect.getMetadata(PUBLIC, target) as string | undefined;
    if (reason) return { public: reason };
  }
  return null;
}
