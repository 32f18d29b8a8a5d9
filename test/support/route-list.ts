import type { INestApplicationContext, Type } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, ModulesContainer } from '@nestjs/core';
import { type RouteAccess, accessOf } from '../../backend/api/src/access/index.js';

/** Keys under which Nest keeps what its route decorators say. */
const PATH = 'path';
const METHOD = 'method';
const verbs = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'ALL', 'OPTIONS', 'HEAD'];

export interface RouteEntry {
  verb: string;
  /** Without the global prefix, parameters as `:name`. */
  path: string;
  /** Null: neither @Requires nor @Public stands; the guard refuses it. */
  access: RouteAccess | null;
  /** `Controller.method`, for messages. */
  handler: string;
}

/** Every HTTP route of a Nest application with what it demands, to generate tests from: no route can be forgotten. */
export function listRoutes(app: INestApplicationContext): RouteEntry[] {
  const discovery = new DiscoveryService(app.get(ModulesContainer, { strict: false }));
  const controllers = discovery.getControllers().map(({ metatype }) => metatype as Type);
  return controllers
    .flatMap(routesOf)
    .sort((a, b) => `${a.path} ${a.verb}`.localeCompare(`${b.path} ${b.verb}`));
}

function routesOf(controller: Type): RouteEntry[] {
  const prototype = controller.prototype as Record<string, object>;
  return new MetadataScanner().getAllMethodNames(prototype).flatMap((name) => {
    const handler = prototype[name]!;
    const method = Reflect.getMetadata(METHOD, handler) as number | undefined;
    if (method === undefined) return [];
    return pathsOf(controller).flatMap((base) =>
      pathsOf(handler).map((path) => ({
        verb: verbs[method]!,
        path: `/${base}/${path}`.replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1'),
        access: accessOf(handler, controller),
        handler: `${controller.name}.${name}`,
      })),
    );
  });
}

const pathsOf = (target: object): string[] => {
  const path = (Reflect.getMetadata(PATH, target) ?? '') as string | string[];
  return Array.isArray(path) ? path : [path];
};
