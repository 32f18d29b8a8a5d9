import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { Configuration, Problem } from '../../platform/index.js';
import { type CatalogModel } from '../catalog.js';
import { ModelStore } from '../model-store.js';
import { ModelSupervisor } from '../model-supervisor.js';
import { WritePolicy } from '../profile/write-policy.js';
import { GeneratorServers } from '../servers/generator-servers.js';
import { adapterFolderOf } from './adapter-folder.js';
import { EngineConnection } from './engine-connection.js';
import { EngineEmbedder, EngineGenerator } from './engine-model.js';
import type { Embedder, GenerateEvent, GenerateRequest, Generator } from './model.js';
import { type EmbedderInfo, type GeneratorInfo, ModelGateway } from './model-gateway.js';
import { OpenAiClient, type OpenAiServer } from './openai-client.js';
import { OpenAiEmbedder } from './openai-model.js';
import { reads } from './reads.js';
import { CachedEmbedder } from './vector-cache.js';

/** Numbers of a vector in the index (see the migrations). */
const INDEX_DIMENSIONS = 384;
/** How long the worker waits for the api to start a model before it starts one of its own. */
const WORKER_PATIENCE_MS = 20_000;
/** A generator is started by whoever needs it first; only one that is being started again is waited for. */
const GENERATOR_PATIENCE_MS = 5_000;

/** Serves each model id by the adapter that fits: our engine for weights on disk, HTTP for configured servers. */
@Injectable()
export class LocalModelGateway extends ModelGateway implements OnModuleDestroy {
  private readonly generators = new Map<string, Generator>();
  private readonly connections: EngineConnection[] = [];
  private embedding: Embedder | null = null;

  constructor(
    private readonly configuration: Configuration,
    private readonly servers: GeneratorServers,
    private readonly store: ModelStore,
    private readonly supervisor: ModelSupervisor,
    private readonly policy: WritePolicy,
  ) {
    super();
  }

  get embedder(): EmbedderInfo {
    const { id, vectorsId, dimensions, languages } = this.openEmbedder();
    return { id, vectorsId, dimensions, reads: (text) => reads(languages, text) };
  }

  async embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    return this.openEmbedder().embed(texts, signal);
  }

  async embedQuery(text: string, signal?: AbortSignal): Promise<Float32Array> {
    const [vector] = await this.embed([text], signal);
    return vector!;
  }

  generator(skill: string): Promise<GeneratorInfo> {
    return this.policy.generatorFor(skill);
  }

  async *generate(request: GenerateRequest, signal?: AbortSignal): AsyncGenerator<GenerateEvent, void> {
    const id = request.modelId ?? this.configuration.settings.generator;
    yield* (await this.openGenerator(id)).generate(request, signal);
  }

  async countTokens(texts: readonly string[], modelId: string): Promise<number[]> {
    const isEmbedder = modelId === this.configuration.settings.embedder;
    const model = isEmbedder ? this.openEmbedder() : await this.openGenerator(modelId);
    return model.countTokens(texts);
  }

  onModuleDestroy(): void {
    for (const connection of this.connections) connection.close();
  }

  private openEmbedder(): Embedder {
    return (this.embedding ??= this.makeEmbedder());
  }

  private makeEmbedder(): Embedder {
    const { embedder: id } = this.configuration.settings;
    const server = this.embeddingServer(id);
    const cacheFolder = process.env['DESKMATE_TEST_VECTOR_CACHE'];
    const embedder = server
      ? new OpenAiEmbedder(new OpenAiClient(server), INDEX_DIMENSIONS)
      : this.engineEmbedder(id);
    return cacheFolder ? new CachedEmbedder(embedder, cacheFolder) : embedder;
  }

  private engineEmbedder(id: string): Embedder {
    const { languages, dimensions = INDEX_DIMENSIONS, precision } = this.modelOf(id, 'embed');
    const facts = { id, vectorsId: vectorsIdOf(id, precision), dimensions, languages };
    return new EngineEmbedder(facts, this.connect(id, WORKER_PATIENCE_MS));
  }

  private async openGenerator(id: string): Promise<Generator> {
    const served = await this.servers.open(id);
    if (served) return served;
    const open = this.generators.get(id) ?? this.makeGenerator(id);
    this.generators.set(id, open);
    return open;
  }

  private makeGenerator(id: string): Generator {
    const { contextTokens } = this.modelOf(id, 'generate');
    const { dataDir } = this.configuration.settings;
    const connection = this.connect(id, GENERATOR_PATIENCE_MS);
    return new EngineGenerator(id, contextTokens, connection, (adapter) => adapterFolderOf(dataDir, adapter));
  }

  private modelOf(id: string, task: CatalogModel['task']): CatalogModel {
    const model = this.store.find(id);
    if (model?.task === task) return model;
    throw new Problem(
      503,
      'model-missing',
      `There is no model ${id} to ${task} with. Check the configuration.`,
    );
  }

  private embeddingServer(id: string): OpenAiServer | undefined {
    return this.configuration.settings.openAiServers.find((one) => one.id === id && one.task === 'embed');
  }

  private connect(id: string, patienceMs: number): EngineConnection {
    const connection = new EngineConnection({
      socketPath: this.supervisor.socketOf(id),
      ensure: () => this.ensure(id, patienceMs),
    });
    this.connections.push(connection);
    return connection;
  }

  /** The api starts models at once; the worker leaves that to the api as long as it can. */
  private async ensure(id: string, patienceMs: number): Promise<void> {
    if (this.configuration.role === 'worker') {
      for (const until = Date.now() + patienceMs; Date.now() < until; await sleep(200))
        if (await this.supervisor.answers(id)) return;
    }
    if (!(await this.supervisor.answers(id))) await this.supervisor.start(id);
  }
}

/** The bare id means fp32, as it did before there were others. */
const vectorsIdOf = (id: string, precision = 'fp32'): string =>
  precision === 'fp32' ? id : `${id}:${precision}`;
