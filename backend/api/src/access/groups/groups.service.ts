import { Injectable } from '@nestjs/common';
import { Database, Problem, notFound } from '../../platform/index.js';
import type { Actor } from '../actor.js';
import { AuditLog } from '../audit/audit-log.js';
import { requirePermission } from '../rights/access.service.js';
import { SpaceRepository } from '../spaces/space.repository.js';
import type { Group } from './group.dto.js';
import { GroupRepository } from './group.repository.js';

/** Groups of people, to give rights to. */
@Injectable()
export class GroupsService {
  constructor(
    private readonly audit: AuditLog,
    private readonly database: Database,
    private readonly groups: GroupRepository,
    private readonly spaces: SpaceRepository,
  ) {}

  list(actor: Actor): Promise<Group[]> {
    requirePermission(actor, 'person.read');
    return this.groups.list();
  }

  async create(actor: Actor, name: string): Promise<Group> {
    requirePermission(actor, 'group.manage');
    const id = await this.database.transaction(async () => {
      const added = await this.groups.add(name);
      if (!added) throw nameTaken();
      await this.audit.record(actor, 'group.create', { objectId: added });
      return added;
    });
    return this.get(id);
  }

  async rename(actor: Actor, id: string, name: string): Promise<Group> {
    requirePermission(actor, 'group.manage');
    await this.get(id);
    if (!(await this.groups.rename(id, name))) throw nameTaken();
    await this.audit.record(actor, 'group.rename', { objectId: id });
    return this.get(id);
  }

  async remove(actor: Actor, id: string): Promise<void> {
    requirePermission(actor, 'group.manage');
    await this.get(id);
    await this.change(actor, 'group.remove', id, {}, () => this.groups.remove(id));
  }

  async addMember(actor: Actor, id: string, personId: string): Promise<Group> {
    requirePermission(actor, 'group.manage');
    await this.get(id);
    await this.change(actor, 'group.add-member', id, { personId }, async () => {
      if (!(await this.groups.addMember(id, personId))) throw notFound('person');
    });
    return this.get(id);
  }

  async removeMember(actor: Actor, id: string, personId: string): Promise<Group> {
    requirePermission(actor, 'group.manage');
    await this.get(id);
    await this.change(actor, 'group.remove-member', id, { personId }, () =>
      this.groups.removeMember(id, personId),
    );
    return this.get(id);
  }

  private async get(id: string): Promise<Group> {
    const group = await this.groups.find(id);
    if (!group) throw notFound('group');
    return group;
  }

  /** A group may own spaces; what it loses must not leave one without an owner. */
  private async change(
    actor: Actor,
    action: string,
    id: string,
    detail: Record<string, string>,
    run: () => Promise<void>,
  ): Promise<void> {
    await this.database.transaction(async () => {
      const before = new Set(await this.spaces.listOwnerless());
      await run();
      const orphans = (await this.spaces.listOwnerless()).filter((space) => !before.has(space));
      if (orphans.length)
        throw new Problem(
          409,
          'last-space-owner',
          `${orphans.length} space(s) would be left without an owner. Their owners must name another one first.`,
        );
      await this.audit.record(actor, action, { objectId: id, detail });
    });
  }
}

const nameTaken = (): Problem =>
  new Problem(409, 'group-name-taken', 'There is a group of this name already.');
