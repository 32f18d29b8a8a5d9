import { type ModelClient, ModelError, type ModelErrorCode } from '@deskmate/model';
import { adapterFolderOf } from './adapter-folder.js';
import { EngineConnection } from './engine-connection.js';
import { EngineGenerator } from './engine-model.js';
import type { GenerateEvent, GenerateRequest } from './model.js';

const request: GenerateRequest = { messages: [{ role: 'user', content: 'hi' }], maxTokens: 5 };

/** A connection to a client that is only made up. */
class FakeConnection extends EngineConnection {
  asked: unknown;

  constructor(private readonly answer: () => AsyncGenerator<unknown>) {
    super({ socketPath: '/nowhere', ensure: () => Promise.resolve() });
    const client = { generate: (asked: unknown) => ((this.asked = asked), this.answer()) };
    Object.assign(this, { client: Promise.resolve(client as unknown as ModelClient) });
  }
}

const failing = (error: ModelError) =>
  // eslint-disable-next-line require-yield -- it only fails
  new FakeConnection(async function* () {
    throw error;
  });
const run = async (connection: EngineConnection, changes: Partial<GenerateRequest> = {}) => {
  const events: GenerateEvent[] = [];
  const generator = new EngineGenerator('tiny', 100, connection, (id) => adapterFolderOf('/data', id));
  for await (const event of generator.generate({ ...request, ...changes })) events.push(event);
  return events;
};

describe('EngineGenerator', () => {
  it('passes on who asks and what the text must keep, and tells probabilities as text', async () => {
    const chance = { id: 7, bytes: [104, 105], logProb: -0.5 };
    const connection = new FakeConnection(async function* () {
      yield await Promise.resolve({
        type: 'delta',
        text: 'hi',
        tokenIds: [7],
        logProbs: [{ ...chance, top: [chance] }],
      });
    });
    const schema = { type: 'string' };
    const told = { text: 'hi', bytes: [104, 105], logProb: -0.5 };
    expect(await run(connection, { owner: 'ada', schema, logProbs: 1 })).toEqual([
      { type: 'text', text: 'hi', logProbs: [{ ...told, top: [told] }] },
    ]);
    expect(connection.asked).toEqual({ ...request, owner: 'ada', schema, logProbs: 1 });
  });

  it.each<[ModelErrorCode, Record<string, number>, object]>([
    ['model-busy', { retryAfterMs: 4500 }, { status: 429, extra: { retryAfterS: 4.5 } }],
    ['does-not-fit', {}, { status: 422, code: 'prompt-too-long' }],
    ['deadline-exceeded', {}, { status: 504 }],
    ['adapter-refused', {}, { status: 422, code: 'adapter-refused' }],
  ])('turns %s into a problem', async (code, details, problem) => {
    await expect(run(failing(new ModelError(code, 'Why.', details)))).rejects.toMatchObject(problem);
  });

  it('asks for an adapter by its folder, and never for one outside', async () => {
    const connection = new FakeConnection(async function* () {});
    await run(connection, { adapterId: 'acme-3' });
    expect(connection.asked).toEqual({ ...request, adapter: '/data/adapters/acme-3' });
    await expect(run(connection, { adapterId: '../acme' })).rejects.toMatchObject({
      code: 'adapter-refused',
    });
  });
});
