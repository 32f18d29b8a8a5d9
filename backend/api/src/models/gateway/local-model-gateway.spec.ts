import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type OpenAiTestServer, startOpenAiServer } from '../../../../../test/support/openai-server.js';
import type { InstallationSecrets } from '../../access/index.js';
import { Configuration, loadSettings } from '../../platform/index.js';
import { bundledCatalog } from '../catalog.js';
import { ModelStore } from '../model-store.js';
import type { ModelSupervisor } from '../model-supervisor.js';
import type { WritePolicy } from '../profile/write-policy.js';
import { GeneratorServers } from '../servers/generator-servers.js';
import type { ModelServerRepository } from '../servers/model-server.repository.js';
import { LocalModelGateway } from './local-model-gateway.js';

let server: OpenAiTestServer;
beforeAll(async () => {
  server = await startOpenAiServer();
});
afterAll(() => server.close());

function gatewayWith(environment: Record<string, string> = {}): LocalModelGateway {
  const servers = ['embed', 'generate'].map((task) => ({
    id: `big-${task}`,
    baseUrl: server.url,
    model: task,
    task,
  }));
  const settings = loadSettings({
    DESKMATE_MODELS_DIR: '/nowhere',
    DESKMATE_OPEN_AI_SERVERS: JSON.stringify(servers),
    ...environment,
  });
  const configuration = new Configuration(settings, 'api');
  const store = new ModelStore(configuration);
  const supervisor = {
    socketOf: (id: string) => `/nowhere/${id}.sock`,
    answers: async () => false,
    start: async (id: string) => void store.filesOf(id),
  } as unknown as ModelSupervisor;
  const noRows = { list: async () => [], find: async () => undefined } as unknown as ModelServerRepository;
  const generators = new GeneratorServers(configuration, noRows, {} as InstallationSecrets);
  return new LocalModelGateway(configuration, generators, store, supervisor, {} as WritePolicy);
}

const all = async <T>(stream: AsyncIterable<T>): Promise<T[]> => {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
};
const request = { messages: [{ role: 'user' as const, content: 'hi' }], maxTokens: 9 };

it('serves the configured ids by the server that has them', async () => {
  server.script('Hello there.');
  const gateway = gatewayWith({ DESKMATE_EMBEDDER: 'big-embed', DESKMATE_GENERATOR: 'big-generate' });
  expect(await gateway.embedQuery('annual leave')).toHaveLength(384);
  expect((await all(gateway.generate(request))).at(-1)).toMatchObject({
    type: 'end',
    finishReason: 'complete',
  });
  expect(gateway.embedder).toMatchObject({ id: 'big-embed', dimensions: 384 });
  expect(gateway.embedder.reads('员工每年有多少天年假？')).toBe(true); // a server's model is taken to know every language
});

it('says what to do when the weights are not here', async () => {
  const gateway = gatewayWith();
  expect(gateway.embedder.reads('员工每年有多少天年假？')).toBe(false);
  const missing = { status: 503, code: 'model-missing' };
  await expect(gateway.embed(['a'])).rejects.toMatchObject(missing);
  await expect(all(gateway.generate(request))).rejects.toMatchObject(missing);
  await expect(gateway.countTokens(['a'], 'smollm2-135m-instruct')).rejects.toMatchObject(missing);
});

it('keeps the vectors of another precision apart, under one name for people', () => {
  const modelsDir = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-models-'));
  const ofPrecision = (id: string, precision?: string) => {
    const entry = { ...bundledCatalog.find(({ task }) => task === 'embed'), id, precision };
    fs.mkdirSync(path.join(modelsDir, id));
    fs.writeFileSync(path.join(modelsDir, id, 'model.json'), JSON.stringify(entry));
    return gatewayWith({ DESKMATE_MODELS_DIR: modelsDir, DESKMATE_EMBEDDER: id }).embedder;
  };
  expect(ofPrecision('plain')).toMatchObject({ id: 'plain', vectorsId: 'plain' });
  expect(ofPrecision('exact', 'fp32')).toMatchObject({ id: 'exact', vectorsId: 'exact' });
  expect(ofPrecision('quick', 'w8')).toMatchObject({ id: 'quick', vectorsId: 'quick:w8' });
  fs.rmSync(modelsDir, { recursive: true });
});

it('does not take an embedder for a generator', async () => {
  const gateway = gatewayWith({ DESKMATE_GENERATOR: 'all-minilm-l6-v2' });
  await expect(all(gateway.generate(request))).rejects.toMatchObject({ code: 'model-missing' });
  await expect(all(gateway.generate({ ...request, modelId: 'big-embed' }))).rejects.toMatchObject({
    code: 'model-missing',
  });
});
