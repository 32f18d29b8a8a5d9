import { Injectable } from '@nestjs/common';
import { AccessService, type Actor, AuditLog, InstallationSecrets } from '../../access/index.js';
import { Database, Problem, notFound } from '../../platform/index.js';
import { ModelStore } from '../model-store.js';
import { ModelAssignmentRepository } from '../profile/model-assignment.repository.js';
import { type GeneratorServer, GeneratorServers, placeOf } from './generator-servers.js';
import type {
  AddModelServerDto,
  ChangeModelServerDto,
  ModelServerDto,
  ServerTrialDto,
  TryModelServerDto,
} from './model-server.dto.js';
import { ModelServerRepository } from './model-server.repository.js';
import { tryServer } from './try-server.js';

/** What an owner does with OpenAI-compatible servers, with rights and audit. */
@Injectable()
export class ModelServersService {
  constructor(
    private readonly access: AccessService,
    private readonly assignments: ModelAssignmentRepository,
    private readonly audit: AuditLog,
    private readonly database: Database,
    private readonly repository: ModelServerRepository,
    private readonly secrets: InstallationSecrets,
    private readonly servers: GeneratorServers,
    private readonly store: ModelStore,
  ) {}

  async list(actor: Actor): Promise<{ items: ModelServerDto[] }> {
    await this.access.require(actor, 'model.manage');
    return { items: (await this.servers.list()).map((server) => this.toDto(server)) };
  }

  async add(actor: Actor, { id, apiKey, ...server }: AddModelServerDto): Promise<ModelServerDto> {
    await this.access.require(actor, 'model.manage');
    if (this.store.find(id) || (await this.servers.find(id))) throw idTaken(id);
    const sealedKey = apiKey ? await this.secrets.seal(apiKey, placeOf(id)) : null;
    await this.database.transaction(async () => {
      if (!(await this.repository.add({ id, ...server, sealedKey }))) throw idTaken(id);
      await this.audit.record(actor, 'model-server.add', {
        objectId: id,
        detail: { baseUrl: server.baseUrl },
      });
    });
    return this.toDto((await this.servers.find(id))!);
  }

  async change(
    actor: Actor,
    id: string,
    { apiKey, ...server }: ChangeModelServerDto,
  ): Promise<ModelServerDto> {
    await this.access.require(actor, 'model.manage');
    const { sealedKey: kept } = await this.managed(id);
    const sealedKey =
      apiKey === undefined ? kept : apiKey ? await this.secrets.seal(apiKey, placeOf(id)) : null;
    await this.database.transaction(async () => {
      await this.repository.save({ id, ...server, sealedKey });
      await this.audit.record(actor, 'model-server.change', {
        objectId: id,
        detail: { baseUrl: server.baseUrl },
      });
    });
    return this.toDto((await this.servers.find(id))!);
  }

  async remove(actor: Actor, id: string): Promise<void> {
    await this.access.require(actor, 'model.manage');
    await this.managed(id);
    const [skill] = await this.assignments.skillsServedBy(id);
    if (skill)
      throw new Problem(
        409,
        'model-server-in-use',
        `${id} serves “${skill}”. Route that to another model first.`,
      );
    await this.database.transaction(async () => {
      await this.repository.remove(id);
      await this.audit.record(actor, 'model-server.remove', { objectId: id });
    });
  }

  /** A real call. A stored key goes to its own address alone, so that nobody reads it by naming another. */
  async try(
    actor: Actor,
    { id, apiKey, ...server }: TryModelServerDto,
    signal: AbortSignal,
  ): Promise<ServerTrialDto> {
    await this.access.require(actor, 'model.manage');
    const known = id === undefined ? undefined : await this.servers.find(id);
    const stored = known?.baseUrl === server.baseUrl ? await this.servers.keyOf(known.id) : null;
    const key = apiKey === undefined ? stored : apiKey;
    return tryServer({ id: id ?? server.model, ...server, ...(key && { apiKey: key }) }, signal);
  }

  private async managed(id: string) {
    const row = await this.repository.find(id);
    if (row) return row;
    if (await this.servers.find(id))
      throw new Problem(
        409,
        'model-server-configured',
        `${id} is written in the configuration (openAiServers). Change it there and start again.`,
      );
    throw notFound('model-server');
  }

  private toDto(server: GeneratorServer): ModelServerDto {
    return { ...server, isDown: this.servers.isDown(server.id) };
  }
}

const idTaken = (id: string): Problem =>
  new Problem(409, 'model-id-taken', `There is a model ${id} already. Choose another id.`);
