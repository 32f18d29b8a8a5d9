/**
 * Who may import whom, as data. A place is a folder prefix from the repository's root; the longest that fits a file
 * is its place. Everything may import from its own place.
 */

const api = 'backend/api/src';

/** Modules of the api from left to right: each may import those to its left, through their index alone. */
export const apiModules = [
  'platform',
  'access',
  'models',
  'safety',
  'documents',
  'retrieval',
  'answers',
  'feedback',
  'training',
  'releases',
  'channels',
  'compat',
  'system',
];

/** Modules of the api that may import the package `@deskmate/model`. */
const modelUsers = ['models', 'training', 'releases'];

/** Layers of the model package and what each may use. */
const modelLayers = {
  tensor: [],
  graph: ['tensor'],
  architectures: ['tensor', 'graph'],
  runtime: ['tensor'],
  engine: ['tensor', 'runtime'],
  tokenizer: [],
  evaluation: [],
};
const belowServing = Object.keys(modelLayers);
const belowTraining = [...belowServing, 'serving'];

const layer = (name) => `model/src/${name}`;
const apiModule = (name) => `${api}/${name}`;

/** Folder -> places that its files may import besides their own. */
export const places = {
  model: [],
  ...Object.fromEntries(Object.entries(modelLayers).map(([name, uses]) => [layer(name), uses.map(layer)])),
  [layer('serving')]: belowServing.map(layer),
  [layer('training')]: belowTraining.map(layer),
  'model/src': [...belowTraining, 'training'].map(layer), // index.ts, cli.ts
  'model/test': ['model/src', ...belowTraining.map(layer), layer('training')],

  'backend/client': [],
  'backend/api': [],
  'backend/api/migrations': [],
  ...Object.fromEntries(
    apiModules.map((name, i) => [
      apiModule(name),
      [
        `${api}/version.ts`,
        ...apiModules.slice(0, i).map(apiModule),
        ...(modelUsers.includes(name) ? ['model'] : []),
        ...(name === 'platform' ? ['backend/api/migrations'] : []),
      ],
    ]),
  ),
  [`${api}/version.ts`]: [apiModule('platform')],
  [`${api}/commands`]: [`${api}/version.ts`, api, ...apiModules.map(apiModule)],
  [api]: [`${api}/version.ts`, `${api}/commands`, ...apiModules.map(apiModule)], // main, worker, cli: put together

  'addins/ui': ['backend/client'],
  'addins/ui/build': [],
  'addins/taskpane/vite.config.ts': ['addins/ui/build'],
  'addins/console/vite.config.ts': ['addins/ui/build'],
  'addins/functions': ['backend/client', 'addins/ui'],
  'addins/taskpane': ['backend/client', 'addins/ui', 'addins/functions'],
  'addins/console': ['backend/client', 'addins/ui'],

  'bots/assistant': ['backend/client'],
  'bots/slack': ['bots/assistant'],
  'bots/teams': ['bots/assistant'],

  'test/fixtures': [],
  'test/support': ['test/fixtures', 'model', 'backend', 'addins', 'bots'],
  'test/e2e': ['backend/client', 'test/support', 'test/fixtures'],
  'test/bench': ['backend/client', 'model', 'test/support'], // it starts the product as the journeys do
  infra: [],
};

/** What specs may import on top, wherever they stand. */
export const forSpecs = ['test/support', 'test/fixtures'];

/** Specs in these folders may use all of it: a decoder is tested with its tokenizer. */
export const freeForOwnSpecs = ['model'];

/** Our packages by name: what a bare import of them means. */
export const packages = {
  '@deskmate/model': 'model',
  '@deskmate/client': 'backend/client',
  '@deskmate/api': 'backend/api',
  '@deskmate/ui': 'addins/ui',
  '@deskmate/functions': 'addins/functions',
  '@deskmate/taskpane': 'addins/taskpane',
  '@deskmate/console': 'addins/console',
  '@deskmate/assistant': 'bots/assistant',
};

/** Projects that others import by their package name, never by a path into them. */
export const projects = Object.values(packages);

/** Build settings are no package; they are imported by path. */
export const openByPath = ['addins/ui/build'];

/** Third-party packages that only some places may use (a pattern of names -> folder prefixes). */
export const confined = [
  { name: /^(onnxruntime-node|onnxruntime-common|koffi)$/, places: ['model/src/runtime'] },
  { name: /^@nestjs\//, places: ['backend/api', 'test/support'] },
  { name: /^(typeorm|pg|pg-boss)$/, places: ['backend/api', 'test/support'] },
  { name: /^(react|react-dom|@fluentui\/.*|@tanstack\/.*)$/, places: ['addins'] },
];

/** Inside a module: controller or job -> service -> repository -> entity. Role -> roles that it may not import. */
export const roles = {
  entity: ['repository', 'service', 'controller', 'job', 'module'],
  repository: ['service', 'controller', 'job', 'module'],
  service: ['controller', 'job', 'module'],
};
