import { Injectable } from '@nestjs/common';
import { AccessService, type Actor, AuditLog } from '../../access/index.js';
import { Database, Problem, notFound } from '../../platform/index.js';
import { ModelStore } from '../model-store.js';
import { ModelAssignmentRepository } from '../profile/model-assignment.repository.js';
import { WritePolicy } from '../profile/write-policy.js';
import { skills } from '../skills.js';
import { GeneratorServers } from './generator-servers.js';
import type { RouteDto, SetRouteDto } from './model-server.dto.js';

/** Which model serves which skill, and which one while that cannot. */
@Injectable()
export class ModelRoutesService {
  constructor(
    private readonly access: AccessService,
    private readonly assignments: ModelAssignmentRepository,
    private readonly audit: AuditLog,
    private readonly database: Database,
    private readonly policy: WritePolicy,
    private readonly servers: GeneratorServers,
    private readonly store: ModelStore,
  ) {}

  async list(actor: Actor): Promise<{ items: RouteDto[] }> {
    await this.access.require(actor, 'model.read');
    return { items: await Promise.all(skills.map((skill) => this.routeOf(skill))) };
  }

  async set(actor: Actor, skill: string, { modelId, fallbackId }: SetRouteDto): Promise<RouteDto> {
    await this.access.require(actor, 'model.manage');
    if (!skills.some((known) => known === skill)) throw notFound('skill');
    for (const id of [modelId, fallbackId]) if (id !== null) await this.requireGenerator(id);
    if (fallbackId !== null && fallbackId === modelId)
      throw new Problem(422, 'same-model-twice', 'A model cannot stand in for itself. Choose another one.');
    await this.database.transaction(async () => {
      await this.assignments.setRoute(skill, { modelId, fallbackId }, actor.personId);
      await this.audit.record(actor, 'model.route', { objectId: skill, detail: { modelId, fallbackId } });
    });
    return this.routeOf(skill);
  }

  private async routeOf(skill: string): Promise<RouteDto> {
    const found = await this.assignments.find(skill);
    const { modelId: servingId } = await this.policy.generatorFor(skill);
    return { skill, modelId: found?.modelId ?? null, fallbackId: found?.fallbackId ?? null, servingId };
  }

  private async requireGenerator(id: string): Promise<void> {
    if (this.store.find(id)?.task === 'generate' || (await this.servers.find(id))) return;
    throw new Problem(422, 'model-not-found', `There is no model ${id} that writes. Choose one of the list.`);
  }
}
