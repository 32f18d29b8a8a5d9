import { Injectable } from '@nestjs/common';
import { Configuration, Database, type Page, Problem, notFound, toPage } from '../../platform/index.js';
import type { Actor } from '../actor.js';
import { AuditLog } from '../audit/audit-log.js';
import { decodeNameCursor } from '../people/name-cursor.js';
import { AccessService, requirePermission } from '../rights/access.service.js';
import type { Space } from './space.dto.js';
import { SpaceRepository, type SpaceRow } from './space.repository.js';

@Injectable()
export class SpacesService {
  constructor(
    private readonly access: AccessService,
    private readonly audit: AuditLog,
    private readonly configuration: Configuration,
    private readonly database: Database,
    private readonly repository: SpaceRepository,
  ) {}

  async list(
    actor: Actor,
    { cursor, limit = 50, deleted = false }: { cursor?: string; limit?: number; deleted?: boolean } = {},
  ): Promise<Page<Space>> {
    requirePermission(actor, 'space.read');
    const after = decodeNameCursor(cursor);
    const rows = await this.repository.list({ personId: actor.personId, deleted, after, limit });
    return toPage(rows, limit, toSpace, (row) => [row.sortKey, row.id]);
  }

  async get(actor: Actor, id: string): Promise<Space> {
    await this.access.require(actor, 'space.read', id);
    return this.visible(actor, id);
  }

  async create(
    actor: Actor,
    { name, description = '' }: { name: string; description?: string },
  ): Promise<Space> {
    requirePermission(actor, 'space.create');
    const id = await this.database.transaction(async () => {
      const added = await this.repository.add({ name, description, createdBy: actor.personId });
      await this.audit.record(actor, 'space.create', { objectId: added, spaceId: added });
      return added;
    });
    return this.visible(actor, id);
  }

  async update(
    actor: Actor,
    id: string,
    change: { name?: string; description?: string; trainingConsent?: boolean },
  ): Promise<Space> {
    await this.access.require(actor, 'space.manage', id);
    const before = await this.visible(actor, id);
    if (before.kind === 'personal' && change.name !== undefined) throw personal('renamed');
    await this.database.transaction(async () => {
      await this.repository.update(id, change);
      await this.audit.record(actor, 'space.update', {
        objectId: id,
        spaceId: id,
        detail: { fields: Object.keys(change) },
      });
    });
    return this.visible(actor, id);
  }

  /** Gone from every list, search and answer at once; its owners can bring it back for `deletedDays`. */
  async remove(actor: Actor, id: string): Promise<void> {
    await this.access.require(actor, 'space.manage', id);
    if ((await this.visible(actor, id)).kind === 'personal') throw personal('deleted');
    await this.setDeleted(actor, id, true);
  }

  async restore(actor: Actor, id: string): Promise<Space> {
    requirePermission(actor, 'space.manage');
    if (!(await this.repository.findDeleted(actor.personId, id))) throw notFound('space');
    await this.setDeleted(actor, id, false);
    return this.visible(actor, id);
  }

  /** For the purge job: removes for good what was deleted too long ago, and gives the ids. */
  async purgeDeleted(): Promise<string[]> {
    const { deletedDays } = this.configuration.settings;
    return this.database.transaction(async () => {
      const ids = await this.repository.purge(deletedDays);
      for (const id of ids) await this.audit.record(null, 'space.purge', { objectId: id, spaceId: id });
      return ids;
    });
  }

  private async visible(actor: Actor, id: string): Promise<Space> {
    const row = await this.repository.find(actor.personId, id);
    if (!row) throw notFound('space');
    return toSpace(row);
  }

  private async setDeleted(actor: Actor, id: string, deleted: boolean): Promise<void> {
    await this.database.transaction(async () => {
      await this.repository.setDeleted(id, deleted);
      await this.audit.record(actor, deleted ? 'space.remove' : 'space.restore', {
        objectId: id,
        spaceId: id,
      });
    });
  }
}

const personal = (what: string): Problem =>
  new Problem(409, 'space-personal', `Your personal space is yours alone: it cannot be ${what}.`);

const toSpace = (row: SpaceRow): Space => ({
  id: row.id,
  name: row.name,
  description: row.description,
  kind: row.kind,
  role: row.role,
  trainingConsent: row.trainingConsent,
  documentCount: row.documentCount,
  createdAt: row.createdAt.toISOString(),
  deletedAt: row.deletedAt?.toISOString() ?? null,
});
