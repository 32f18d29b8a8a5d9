import { Injectable } from '@nestjs/common';
import { InstallationSecrets } from '../../access/index.js';
import { Configuration, type Settings } from '../../platform/index.js';
import { OpenAiClient } from '../gateway/openai-client.js';
import { OpenAiGenerator } from '../gateway/openai-model.js';
import { ServerGuard } from '../gateway/server-guard.js';
import { ModelServerRepository, type ModelServerRow } from './model-server.repository.js';

/** A server that writes, wherever it was written down. */
export interface GeneratorServer {
  id: string;
  baseUrl: string;
  model: string;
  contextTokens: number;
  concurrent: number;
  /** Servers of the configuration file are changed there. */
  isManaged: boolean;
  hasKey: boolean;
}

/** A server as it is written down now; its key is opened only where it is needed. */
interface Kept {
  server: GeneratorServer;
  /** Another one after each change. */
  version: string;
  key(): Promise<string | null>;
}

interface Opened {
  version: string;
  generator: OpenAiGenerator;
  guard: ServerGuard;
}

/** OpenAI-compatible servers that write: those of the configuration and those that an owner added. */
@Injectable()
export class GeneratorServers {
  private readonly opened = new Map<string, Opened>();

  constructor(
    private readonly configuration: Configuration,
    private readonly repository: ModelServerRepository,
    private readonly secrets: InstallationSecrets,
  ) {}

  async list(): Promise<GeneratorServer[]> {
    const managed = await this.repository.list();
    return [...this.configured().map(fromSettings), ...managed.map(fromRow)];
  }

  async find(id: string): Promise<GeneratorServer | undefined> {
    return (await this.kept(id))?.server;
  }

  /** The same generator, with its limit and its breaker, until the server is changed. */
  async open(id: string): Promise<OpenAiGenerator | undefined> {
    const kept = await this.kept(id);
    if (!kept) return undefined;
    const known = this.opened.get(id);
    if (known?.version === kept.version) return known.generator;
    const { server, version } = kept;
    const apiKey = await kept.key();
    const guard = new ServerGuard(id, { concurrent: server.concurrent });
    const generator = new OpenAiGenerator(
      new OpenAiClient({ ...server, ...(apiKey !== null && { apiKey }) }, undefined, guard),
    );
    this.opened.set(id, { version, generator, guard });
    return generator;
  }

  /** True while nothing is sent to it because it failed too often in a row. */
  isDown(id: string): boolean {
    return this.opened.get(id)?.guard.isOpen ?? false;
  }

  /** Null where none was given, or the installation's key file is another by now. */
  async keyOf(id: string): Promise<string | null> {
    return (await this.kept(id))?.key() ?? null;
  }

  private async kept(id: string): Promise<Kept | undefined> {
    const configured = this.configured().find((server) => server.id === id);
    if (configured)
      return {
        server: fromSettings(configured),
        version: 'configured',
        key: async () => configured.apiKey ?? null,
      };
    const row = await this.repository.find(id);
    if (!row) return undefined;
    return { server: fromRow(row), version: row.version, key: () => this.openKey(row) };
  }

  private async openKey({ id, sealedKey }: ModelServerRow): Promise<string | null> {
    return sealedKey && this.secrets.open(sealedKey, placeOf(id));
  }

  private configured(): Settings['openAiServers'] {
    return this.configuration.settings.openAiServers.filter(({ task }) => task === 'generate');
  }
}

/** Where a server's key is kept, as its envelope knows it. */
export const placeOf = (id: string): string => `model_server ${id}`;

const fromSettings = (server: Settings['openAiServers'][number]): GeneratorServer => ({
  id: server.id,
  baseUrl: server.baseUrl,
  model: server.model,
  contextTokens: server.contextTokens,
  concurrent: server.concurrent,
  isManaged: false,
  hasKey: server.apiKey !== undefined,
});

const fromRow = ({
  id,
  baseUrl,
  model,
  contextTokens,
  concurrent,
  sealedKey,
}: ModelServerRow): GeneratorServer => ({
  id,
  baseUrl,
  model,
  contextTokens,
  concurrent,
  isManaged: true,
  hasKey: sealedKey !== null,
});
