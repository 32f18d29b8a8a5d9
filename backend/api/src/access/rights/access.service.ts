import { Injectable } from '@nestjs/common';
import { Problem, forbidden, isId, notFound } from '../../platform/index.js';
import type { Actor, Permission } from '../actor.js';
import { AccessRepository } from './access.repository.js';
import { type SpaceRole, permissionsOf, reaches, roleFor, strongest } from './permission-policy.js';

const notEnough: Record<SpaceRole, string> = {
  reader: 'You may not read this space.',
  editor: 'You may read this space, but not change it. Ask one of its owners to make you an editor.',
  owner: 'Only owners of this space may do this. Ask one of them.',
};

/** The question every service asks first: may this actor do this, here? */
@Injectable()
export class AccessService {
  constructor(private readonly repository: AccessRepository) {}

  /**
   * Passes, or throws: 403 without the permission or with too weak a role, 404 for a space that the actor may not
   * see (the same answer as for one that does not exist).
   */
  async require(actor: Actor, permission: Permission, spaceId?: string): Promise<void> {
    requirePermission(actor, permission);
    if (spaceId === undefined) return;
    const role = await this.spaceRole(actor, spaceId);
    if (!role) throw notFound('space');
    const needed = roleFor(permission);
    if (!reaches(role, needed)) throw forbidden(notEnough[needed], 'space-role-missing');
  }

  /** The actor's strongest role in a space, null for none or for a deleted space. */
  async spaceRole(actor: Actor, spaceId: string): Promise<SpaceRole | null> {
    if (!isId(spaceId)) return null;
    return strongest(await this.repository.rolesIn(actor.personId, spaceId));
  }

  /** Ids of all spaces whose documents the actor may read now. */
  readableSpaces(actor: Actor): Promise<string[]> {
    return this.repository.readableSpaces(actor.personId);
  }

  /** The space of the actor's own texts, which nobody else reads. */
  async personalSpace(actor: Actor): Promise<string> {
    const id = await this.repository.personalSpace(actor.personId);
    if (!id) throw notFound('space');
    return id;
  }

  /** An actor for work that goes on without a request (jobs, streams), with the rights the person has now. */
  async actorOf(personId: string): Promise<Actor> {
    const person = await this.repository.findActive(personId);
    if (!person) throw notFound('person');
    return { ...person, via: 'session', permissions: permissionsOf(person.role) };
  }
}

/** @throws Problem 403 when the session or key as such may not do this. */
export function requirePermission(actor: Actor, permission: Permission): void {
  if (actor.permissions.has(permission)) return;
  if (actor.via === 'api-key')
    throw new Problem(
      403,
      'scope-missing',
      `This API key may not do this (it lacks ${permission}). Make one with the scope.`,
    );
  throw forbidden('This needs an owner of the company. Ask one of them.', 'permission-missing');
}
