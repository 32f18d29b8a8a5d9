import { Injectable } from '@nestjs/common';
import { Database, Problem, notFound } from '../../platform/index.js';
import type { Actor } from '../actor.js';
import { AuditLog } from '../audit/audit-log.js';
import { AccessService } from '../rights/access.service.js';
import { GrantRepository } from './grant.repository.js';
import type { GiveGrant, Grant } from './space.dto.js';
import { SpaceRepository } from './space.repository.js';

/** Who may read, edit or own a space. */
@Injectable()
export class GrantsService {
  constructor(
    private readonly access: AccessService,
    private readonly audit: AuditLog,
    private readonly database: Database,
    private readonly grants: GrantRepository,
    private readonly spaces: SpaceRepository,
  ) {}

  async list(actor: Actor, spaceId: string): Promise<Grant[]> {
    await this.access.require(actor, 'space.manage', spaceId);
    return this.grants.list(spaceId);
  }

  async put(actor: Actor, spaceId: string, grant: GiveGrant): Promise<Grant> {
    await this.access.require(actor, 'space.manage', spaceId);
    if (!(await this.grants.granteeExists(grant))) throw notFound(grant.personId ? 'person' : 'group');
    const id = await this.change(actor, spaceId, 'grant.put', () => this.grants.put(spaceId, grant), grant);
    return (await this.grants.list(spaceId)).find((given) => given.id === id)!;
  }

  async remove(actor: Actor, spaceId: string, grantId: string): Promise<void> {
    await this.access.require(actor, 'space.manage', spaceId);
    await this.change(actor, spaceId, 'grant.remove', async () => {
      if (!(await this.grants.remove(spaceId, grantId))) throw notFound('grant');
      return grantId;
    });
  }

  /** A space never loses its last owner, however the changes interleave. */
  private change(
    actor: Actor,
    spaceId: string,
    action: string,
    run: () => Promise<string>,
    { personId, groupId, everyone, role }: Partial<GiveGrant> = {},
  ): Promise<string> {
    return this.database.transaction(async () => {
      await this.grants.lockSpace(spaceId);
      const space = await this.spaces.find(actor.personId, spaceId);
      if (space?.kind === 'personal')
        throw new Problem(409, 'space-personal', 'Your personal space is yours alone: it cannot be shared.');
      const id = await run();
      if (!(await this.grants.hasOwner(spaceId)))
        throw new Problem(409, 'last-space-owner', 'A space needs an owner. Name another one first.');
      const detail = { ...(role && { role }), ...(personId && { personId }), ...(groupId && { groupId }) };
      await this.audit.record(actor, action, {
        objectId: id,
        spaceId,
        detail: everyone ? { ...detail, everyone } : detail,
      });
      return id;
    });
  }
}
