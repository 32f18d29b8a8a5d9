import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Agent } from 'supertest';
import type { Actor } from '../../backend/api/src/access/index.js';
import { AnswersModule } from '../../backend/api/src/answers/index.js';
import { CompatModule } from '../../backend/api/src/compat/index.js';
import { EmbedJob } from '../../backend/api/src/documents/indexing/embed.job.js';
import { IngestJob } from '../../backend/api/src/documents/indexing/ingest.job.js';
import { FeedbackModule } from '../../backend/api/src/feedback/index.js';
import { ModelAssignmentRepository } from '../../backend/api/src/models/index.js';
import { type Database, JobQueue } from '../../backend/api/src/platform/index.js';
import { type OpenAiTestServer, startOpenAiServer } from './openai-server.js';
import { openTestApp, signIn } from './test-app.js';
import { openTestDatabase } from './test-database.js';
import { TestPeople, testConfiguration } from './test-people.js';

export interface StreamedEvent {
  id: number;
  event: string;
  data: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- as it came over the wire
}

export interface TestAnswers {
  app: NestExpressApplication;
  database: Database;
  people: TestPeople;
  /** The scripted server that writes and embeds. */
  server: OpenAiTestServer;
  person(login: string): Promise<{ actor: Actor; agent: Agent }>;
  /** Puts documents (name -> text) into a space, read and indexed. */
  add(agent: Agent, spaceId: string, files: Record<string, string>): Promise<string[]>;
  /** Lets the scripted server write, or not. */
  mayWrite(mode: 'quote' | 'write' | null): Promise<void>;
  /** Asks over HTTP and reads all events. */
  ask(agent: Agent, input: object): Promise<StreamedEvent[]>;
  close(): Promise<void>;
}

/** The whole way from a dropped file to an answer over HTTP, with a scripted model server. */
export async function openTestAnswers(): Promise<TestAnswers> {
  const server = await startOpenAiServer();
  const test = await openTestDatabase();
  const common = { baseUrl: server.url, model: 'scripted', contextTokens: 8192 };
  const { configuration, dispose } = testConfiguration({
    requestsPerMinute: 100_000,
    generator: 'scripted',
    embedder: 'scripted-vectors',
    openAiServers: [
      { id: 'scripted', task: 'generate', ...common },
      { id: 'scripted-vectors', task: 'embed', ...common },
    ],
  });
  const queue = new JobQueue(test.database);
  await queue.start();
  const modules = [AnswersModule, FeedbackModule, CompatModule];
  const app = await openTestApp(test.database, configuration, modules, queue);
  const people = new TestPeople(test.database);
  return {
    app,
    database: test.database,
    people,
    server,
    async person(login) {
      const actor = await people.add({ login, password: true });
      return { actor, agent: await signIn(app, login) };
    },
    add: (agent, spaceId, files) => addDocuments(app, test.database, agent, spaceId, files),
    async mayWrite(mode) {
      const owner = await people.addOwner();
      await app.get(ModelAssignmentRepository, { strict: false }).setMode('ask', mode, owner.personId);
    },
    ask: async (agent, input) => {
      const response = await agent
        .post('/api/v1/answers')
        .send(input)
        .buffer(true)
        .parse(asText as never);
      if (response.status !== 200) throw new Error(`${response.status} ${response.body as string}`);
      return eventsOf(response.body as string);
    },
    async close() {
      await app.close();
      await queue.stop();
      await test.close();
      await server.close();
      dispose();
    },
  };
}

export function eventsOf(text: string): StreamedEvent[] {
  return text.split('\n\n').flatMap((part) => {
    const fields = new Map(part.split('\n').map((line) => line.split(/: (.*)/s) as [string, string]));
    if (!fields.get('data')) return [];
    return [
      { id: Number(fields.get('id')), event: fields.get('event')!, data: JSON.parse(fields.get('data')!) },
    ];
  });
}

/** Reads a stream of events to its end, for supertest's `parse`. */
export function asText(
  response: NodeJS.ReadableStream,
  done: (error: Error | null, body: string) => void,
): void {
  let text = '';
  response.on('data', (data: Buffer) => (text += data.toString()));
  response.on('end', () => done(null, text));
}

async function addDocuments(
  app: NestExpressApplication,
  database: Database,
  agent: Agent,
  spaceId: string,
  files: Record<string, string>,
): Promise<string[]> {
  const names = Object.keys(files);
  const upload = await agent.post(`/api/v1/spaces/${spaceId}/uploads`).send({ files: names.length });
  const ids: string[] = [];
  for (const name of names) {
    const response = await agent
      .post(`/api/v1/uploads/${(upload.body as { id: string }).id}/files`)
      .attach('file', Buffer.from(files[name]!), { filepath: name } as never);
    if (response.status !== 201) throw new Error(`${name}: ${JSON.stringify(response.body)}`);
    ids.push((response.body as { id: string }).id);
  }
  const { signal } = new AbortController();
  for (const [job, state] of [
    [app.get(IngestJob, { strict: false }), 'queued'],
    [app.get(EmbedJob, { strict: false }), 'words-ready'],
  ] as const) {
    const rows = await database.query<{ id: string }>('select id from document_version where state = $1', [
      state,
    ]);
    for (const { id } of rows) await job.run({ versionId: id }, signal);
  }
  return ids;
}
