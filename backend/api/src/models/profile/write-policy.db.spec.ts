import { type TestDatabase, openTestDatabase } from '../../../../../test/support/test-database.js';
import type { InstallationSecrets } from '../../access/index.js';
import { Configuration, loadSettings, newId } from '../../platform/index.js';
import { ModelStore } from '../model-store.js';
import { GeneratorServers } from '../servers/generator-servers.js';
import { ModelServerRepository } from '../servers/model-server.repository.js';
import { LocalGenerators } from '../precisions/local-generators.js';
import { PrecisionMeasurementRepository } from '../precisions/precision-measurement.repository.js';
import { ModelSettingRepository } from '../settings/model-setting.repository.js';
import { ModelSettings } from '../settings/model-settings.js';
import type { ProfileFigures } from './figures.js';
import { ModelAssignmentRepository } from './model-assignment.repository.js';
import { ModelProfileRepository } from './model-profile.repository.js';
import { WritePolicy } from './write-policy.js';

let test: TestDatabase;
let profiles: ModelProfileRepository;
let assignments: ModelAssignmentRepository;
let policy: WritePolicy;
let servers: GeneratorServers;
const personId = newId();
beforeAll(async () => {
  test = await openTestDatabase();
  profiles = new ModelProfileRepository(test.database);
  assignments = new ModelAssignmentRepository(test.database);
  const server = { id: 'big', baseUrl: 'http://127.0.0.1:9/v1', model: 'big-1' };
  const settings = loadSettings({
    DESKMATE_OPEN_AI_SERVERS: JSON.stringify([server]),
    DESKMATE_GENERATOR: 'big',
  });
  const configuration = new Configuration(settings, 'api');
  servers = serversOf(configuration);
  policy = policyOf(configuration, servers);
  await test.database.query(`insert into person (id, name, login) values ($1, 'o', 'o')`, [personId]);
});
afterAll(() => test.close());

const serversOf = (configuration: Configuration): GeneratorServers =>
  new GeneratorServers(configuration, new ModelServerRepository(test.database), {} as InstallationSecrets);
const policyOf = (configuration: Configuration, known: GeneratorServers): WritePolicy => {
  const store = new ModelStore(configuration);
  const settings = new ModelSettings(
    new ModelSettingRepository(test.database),
    new LocalGenerators(store),
    new PrecisionMeasurementRepository(test.database),
  );
  return new WritePolicy(configuration, known, store, profiles, assignments, settings);
};

const figures = (supported: number): ProfileFigures => ({
  items: 120,
  unanswerable: 40,
  supported: { hits: supported, of: 200 },
  declinedUnanswerable: { hits: 39, of: 40 },
  declinedAnswerable: { hits: 2, of: 80 },
  holdsAnswer: { hits: 70, of: 80 },
  quoteHoldsAnswer: { hits: 70, of: 80 },
});
const save = (supported: number): Promise<unknown> =>
  profiles.save({
    modelId: 'big',
    setVersion: '1',
    figures: figures(supported),
    mayWrite: policy.judge(figures(supported)).mayWrite,
  });

it('quotes until the model was measured, then does as its newest profile says, unless the owner decides', async () => {
  expect(await policy.generatorFor('ask')).toMatchObject({
    modelId: 'big',
    mayWrite: false,
    reasonCode: 'not-measured',
  });
  await save(199);
  expect(await policy.generatorFor('ask')).toMatchObject({ mayWrite: true, reasonCode: 'profile-passed' });
  await save(120);
  const failed = await policy.generatorFor('ask');
  expect(failed).toMatchObject({ mayWrite: false, reasonCode: 'profile-failed' });
  expect(failed.reason).toContain('supported by a passage');
  await assignments.setMode('ask', 'write', personId);
  expect(await policy.generatorFor('ask')).toMatchObject({ mayWrite: true, reasonCode: 'owner-decided' });
  await assignments.setMode('ask', 'quote', personId);
  expect(await policy.generatorFor('ask')).toMatchObject({ mayWrite: false, reasonCode: 'owner-decided' });
  await assignments.setMode('ask', null, personId);
  expect(await policy.generatorFor('ask')).toMatchObject({ reasonCode: 'profile-failed' });
});

it('says so when the model is not there', async () => {
  const configuration = new Configuration(loadSettings({ DESKMATE_GENERATOR: 'gone' }), 'api');
  const alone = policyOf(configuration, serversOf(configuration));
  expect(await alone.generatorFor('summarise')).toMatchObject({
    modelId: null,
    mayWrite: false,
    reasonCode: 'no-model',
  });
});

it('serves a skill by the model that stands in, while the first is down or missing', async () => {
  const spare = {
    id: 'spare',
    baseUrl: 'http://127.0.0.1:9/v1',
    model: 's',
    contextTokens: 2048,
    concurrent: 2,
  };
  await new ModelServerRepository(test.database).add({ ...spare, sealedKey: null });
  await assignments.setRoute('draft', { modelId: 'big', fallbackId: 'spare' }, personId);
  expect(await policy.generatorFor('draft')).toMatchObject({ modelId: 'big' });
  const down = new Set(['big']);
  servers.isDown = (id) => down.has(id);
  expect(await policy.generatorFor('draft')).toMatchObject({ modelId: 'spare', contextTokens: 2048 });
  down.add('spare'); // both: the first one's failure is what people are told
  expect(await policy.generatorFor('draft')).toMatchObject({ modelId: 'big' });
  await assignments.setRoute('draft', { modelId: 'not-there', fallbackId: 'spare' }, personId);
  expect(await policy.generatorFor('draft')).toMatchObject({ modelId: 'spare' });
});
