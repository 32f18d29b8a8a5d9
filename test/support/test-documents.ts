import { createHash } from 'node:crypto';
import { jest } from '@jest/globals';
import { Global, Module } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Agent } from 'supertest';
import type { Actor } from '../../backend/api/src/access/index.js';
import type { EmbedJob } from '../../backend/api/src/documents/indexing/embed.job.js';
import type { IngestJob } from '../../backend/api/src/documents/indexing/ingest.job.js';
import { hanShare } from '../../backend/api/src/models/gateway/han-share.js';
import { ModelGateway } from '../../backend/api/src/models/gateway/model-gateway.js';
import {
  type Configuration,
  type Database,
  JobQueue,
  Problem,
} from '../../backend/api/src/platform/index.js';
import { openTestApp, signIn } from './test-app.js';
import { openTestDatabase } from './test-database.js';
import { TestPeople, testConfiguration } from './test-people.js';

/** Vectors by hash: the same text, the same vector. Reads no Chinese; can be told to be away. */
export class HashGateway {
  readonly embedder = {
    id: 'hash',
    vectorsId: 'hash',
    dimensions: 384,
    reads: (text: string) => !/\p{Script=Han}/u.test(text),
  };
  embedded: string[] = [];
  away = false;

  async embed(texts: readonly string[]): Promise<Float32Array[]> {
    if (this.away) throw new Problem(503, 'model-restarting', 'The model starts again.');
    this.embedded.push(...texts);
    return texts.map((text) => {
      const bytes = createHash('sha384').update(text).digest();
      return Float32Array.from({ length: 384 }, (_, i) => bytes[i % 48]! - 128);
    });
  }
}

export interface TestDocuments {
  app: NestExpressApplication;
  database: Database;
  configuration: Configuration;
  queue: JobQueue;
  gateway: HashGateway;
  people: TestPeople;
  /** A person who can sign in, and their browser. */
  person(login: string): Promise<{ actor: Actor; agent: Agent }>;
  /** Uploads files into a space as this agent; gives the answers to each. */
  drop(agent: Agent, spaceId: string, files: Record<string, string | Buffer>): Promise<Dropped>;
  /** Works until no version has anything left to do, as the worker would. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export interface Dropped {
  uploadId: string;
  documents: {
    id: string;
    version: { id: string; number: number };
    state: string;
    failure: { code: string } | null;
  }[];
}

/** The documents module over a test database with real parsers and a model of hashes. */
export async function openTestDocuments(settings: Record<string, unknown> = {}): Promise<TestDocuments> {
  const gateway = new HashGateway();
  const { module, IngestJob, EmbedJob } = await loadModule(gateway);
  const test = await openTestDatabase();
  const { configuration, dispose } = testConfiguration({ requestsPerMinute: 100_000, ...settings });
  const queue = new JobQueue(test.database);
  await queue.start();
  const app = await openTestApp(test.database, configuration, [module], queue);
  const people = new TestPeople(test.database);
  return {
    app,
    database: test.database,
    configuration,
    queue,
    gateway,
    people,
    async person(login) {
      const actor = await people.add({ login, password: true });
      return { actor, agent: await signIn(app, login) };
    },
    drop: dropFiles,
    settle: () =>
      settle(test.database, app.get(IngestJob, { strict: false }), app.get(EmbedJob, { strict: false })),
    async close() {
      await app.close();
      await queue.stop();
      await test.close();
      dispose();
    },
  };
}

async function loadModule(gateway: HashGateway) {
  class ModelsModule {}
  Module({ providers: [{ provide: ModelGateway, useValue: gateway }], exports: [ModelGateway] })(
    ModelsModule,
  );
  Global()(ModelsModule);
  const models = { ModelGateway, ModelsModule, hanShare };
  jest.unstable_mockModule('../../backend/api/src/models/index.js', () => models);
  const { DocumentsModule: module } = await import('../../backend/api/src/documents/documents.module.js');
  const { IngestJob } = await import('../../backend/api/src/documents/indexing/ingest.job.js');
  const { EmbedJob } = await import('../../backend/api/src/documents/indexing/embed.job.js');
  return { module, IngestJob, EmbedJob };
}

async function dropFiles(
  agent: Agent,
  spaceId: string,
  files: Record<string, string | Buffer>,
): Promise<Dropped> {
  const names = Object.keys(files);
  const started = await agent.post(`/api/v1/spaces/${spaceId}/uploads`).send({ files: names.length });
  if (started.status !== 201) throw new Error(`no upload: ${JSON.stringify(started.body)}`);
  const uploadId = (started.body as { id: string }).id;
  const documents: Dropped['documents'] = [];
  for (const [name, content] of Object.entries(files)) {
    const response = await agent
      .post(`/api/v1/uploads/${uploadId}/files`)
      .attach('file', Buffer.from(content), { filepath: name } as never); // `filename` would lose its folders;
    if (response.status !== 201) throw new Error(`${name}: ${JSON.stringify(response.body)}`);
    documents.push(response.body as Dropped['documents'][number]);
  }
  return { uploadId, documents };
}

async function settle(database: Database, ingest: IngestJob, embed: EmbedJob): Promise<void> {
  const { signal } = new AbortController();
  for (let round = 0; round < 20; round++) {
    const rows = await database.query<{ id: string; state: string }>(
      `select v.id, v.state from document_version v join document d on d.id = v.document_id and d.deleted_at is null
       where v.state in ('queued', 'parsing', 'words-ready') order by v.state in ('words-ready'), v.id`,
    );
    if (!rows.length) return;
    for (const { id: versionId, state } of rows) {
      if (state === 'words-ready') await embed.run({ versionId }, signal);
      else await ingest.run({ versionId }, signal);
    }
  }
  throw new Error('documents do not settle');
}
