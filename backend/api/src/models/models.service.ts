import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AccessService, type Actor } from '../access/index.js';
import { Configuration, Problem, notFound } from '../platform/index.js';
import { sizeOf } from './catalog.js';
import { type StoredModel, ModelStore } from './model-store.js';
import { ModelSupervisor } from './model-supervisor.js';
import type { ModelDto, ModelsDto, ProfileDto } from './models.dto.js';
import type { AnswerMode } from './profile/model-assignment.repository.js';
import { Profiling } from './profile/profiling.js';
import { type PullState, Pulls } from './pulls.js';
import { GeneratorServers } from './servers/generator-servers.js';

const SKILL = 'ask';

@Injectable()
export class ModelsService implements OnModuleInit {
  constructor(
    private readonly access: AccessService,
    private readonly configuration: Configuration,
    private readonly store: ModelStore,
    private readonly supervisor: ModelSupervisor,
    private readonly pulls: Pulls,
    private readonly profiling: Profiling,
    private readonly servers: GeneratorServers,
  ) {}

  onModuleInit(): Promise<void> {
    return this.profiling.declare();
  }

  async list(actor: Actor): Promise<ModelsDto> {
    await this.access.require(actor, 'model.read');
    const stored = await Promise.all(this.store.list().map((model) => this.toDto(model)));
    const servers = await Promise.all([...(await this.generatorServers()), ...this.embeddingServers()]);
    return { items: [...stored, ...servers], ...(await this.profiling.mode(SKILL)) };
  }

  async pull(actor: Actor, id: string): Promise<PullState> {
    await this.access.require(actor, 'model.manage');
    return this.pulls.start(id);
  }

  async pullState(actor: Actor, id: string): Promise<PullState> {
    await this.access.require(actor, 'model.read');
    return this.pulls.stateOf(id);
  }

  async startProfile(actor: Actor, id: string): Promise<ProfileDto> {
    await this.access.require(actor, 'model.manage');
    await this.requireGenerator(id);
    await this.profiling.start(id);
    return this.profiling.state(id);
  }

  async profile(actor: Actor, id: string): Promise<ProfileDto> {
    await this.access.require(actor, 'model.read');
    await this.requireGenerator(id);
    return this.profiling.state(id);
  }

  async assign(actor: Actor, mode: AnswerMode | null): Promise<ModelsDto> {
    await this.access.require(actor, 'model.manage');
    await this.profiling.assign(actor, SKILL, mode);
    return this.list(actor);
  }

  async remove(actor: Actor, id: string): Promise<void> {
    await this.access.require(actor, 'model.manage');
    const { name } = this.store.get(id);
    if (this.pulls.stateOf(id).state === 'running')
      throw new Problem(409, 'model-being-fetched', `${name} is being fetched. Wait until that ends.`);
    if (this.isInUse(id) && (await this.supervisor.answers(id)))
      throw new Problem(
        409,
        'model-in-use',
        `${name} serves this product now. Name another model in the settings, start again, then remove it.`,
      );
    await this.supervisor.stop(id);
    this.store.remove(id);
    this.pulls.forget(id);
  }

  private async requireGenerator(id: string): Promise<void> {
    if (this.store.find(id)?.task !== 'generate' && !(await this.servers.find(id))) throw notFound('model');
  }

  private async toDto(model: StoredModel): Promise<ModelDto> {
    const { id, name, task, architecture, parameters, licence, licenceUrl, languages, contextTokens } = model;
    const { state, failure } = this.stateOf(model);
    return {
      id,
      name,
      task,
      kind: 'engine',
      architecture,
      parameters: parameters ?? null,
      licence,
      licenceUrl: licenceUrl ?? null,
      languages,
      contextTokens,
      bytes: sizeOf(model),
      bytesOnDisk: model.bytesOnDisk,
      state,
      failure,
      inUse: this.isInUse(id),
      profile: await this.profiling.find(id),
    };
  }

  private async generatorServers(): Promise<Promise<ModelDto>[]> {
    const servers = await this.servers.list();
    return servers.map((server) => this.serverDto({ ...server, task: 'generate' }));
  }

  private embeddingServers(): Promise<ModelDto>[] {
    return this.configuration.settings.openAiServers
      .filter(({ task }) => task === 'embed')
      .map((server) => this.serverDto(server));
  }

  private async serverDto({
    id,
    task,
    contextTokens,
  }: Pick<ModelDto, 'id' | 'task' | 'contextTokens'>): Promise<ModelDto> {
    return {
      id,
      name: id,
      task,
      kind: 'server' as const,
      architecture: null,
      parameters: null,
      licence: null,
      licenceUrl: null,
      languages: ['*'],
      contextTokens,
      bytes: 0,
      bytesOnDisk: 0,
      state: 'installed' as const,
      failure: null,
      inUse: this.isInUse(id),
      profile: await this.profiling.find(id),
    };
  }

  private isInUse(id: string): boolean {
    const { embedder, generator } = this.configuration.settings;
    return id === embedder || id === generator;
  }

  private stateOf({ id, installed, runnable }: StoredModel): Pick<ModelDto, 'state' | 'failure'> {
    const pull = this.pulls.stateOf(id);
    if (pull.state === 'running') return { state: 'fetching', failure: null };
    if (!runnable) return { state: 'unsupported', failure: null };
    if (!installed) return { state: pull.state === 'failed' ? 'failed' : 'missing', failure: pull.failure };
    const failure = this.supervisor.failureOf(id);
    if (failure) return { state: 'failed', failure };
    const running = this.supervisor.list().find(({ name }) => name === id);
    return { state: running && running.state !== 'stopped' ? running.state : 'installed', failure: null };
  }
}
