import path from 'node:path';
import { RuleTester } from 'eslint';
import tseslint from 'typescript-eslint';
import { judgeImport, placeOf } from './import-judge.js';
import { apiModules } from './import-table.js';
import { importDirection } from './rules/import-direction.js';
import { noMaterialFolder } from './rules/no-material-folder.js';
import { routePermission } from './rules/route-permission.js';

RuleTester.describe = describe;
RuleTester.it = it;

const root = path.resolve(import.meta.dirname, '../..');
const tester = new RuleTester({ languageOptions: { parser: tseslint.parser as never } });
const at = (file: string, code: string) => ({ filename: path.join(root, file), code });

const allowed: [string, string][] = [
  ['backend/api/src/documents/ingest.ts', '../access/index.js'],
  ['backend/api/src/documents/ingest.ts', './chunker.js'],
  ['backend/api/src/documents/chunk-index/chunk-index.ts', '../../platform/index.js'],
  ['backend/api/src/models/gateway.ts', '@deskmate/model'],
  ['backend/api/src/platform/database/data-source.ts', '../../../migrations/index.js'],
  ['backend/api/src/access/sign-in/setup.service.ts', '../../version.js'],
  ['backend/api/src/app.module.ts', './compat/index.js'],
  ['backend/api/src/commands/people.command.ts', '../access/index.js'],
  ['backend/api/src/access/access.db.spec.ts', '../../../../test/support/test-database.js'],
  ['addins/taskpane/src/app.tsx', '@deskmate/ui'],
  ['addins/taskpane/src/app.tsx', '@deskmate/ui/page.css'],
  ['addins/console/src/app.tsx', 'react'],
  ['model/src/graph/graph.ts', '../tensor/dtype.js'],
  ['model/src/serving/load.ts', '../engine/engine.js'],
  ['model/src/architectures/decoder.model.spec.ts', '../tokenizer/byte-level-bpe.js'],
  ['addins/console/vite.config.ts', '../ui/build/vite-app.js'],
  ['model/src/runtime/session.ts', 'onnxruntime-node'],
  ['test/e2e/ask.spec.ts', '../support/product.js'],
  ['test/support/test-database.ts', '../../backend/api/src/platform/index.js'],
  ['test/bench/main.ts', '@deskmate/model'],
  ['eslint.config.js', './infra/lint/index.js'],
  ['model/jest.config.mjs', '../jest.preset.mjs'],
];

const forbidden: [string, string, RegExp][] = [
  ['backend/api/src/access/spaces/space.repository.ts', '../../documents/index.js', /access may not import/],
  ['backend/api/src/platform/database/database.ts', '../../access/index.js', /platform may not import/],
  ['backend/api/src/documents/ingest.ts', '../access/actor.js', /one door, its index\.ts/],
  ['backend/api/src/documents/ingest.ts', '@deskmate/model', /documents may not import model/],
  ['backend/api/src/models/gateway.ts', '../../../../model/src/index.js', /name of its package/],
  ['backend/api/src/documents/ingest.ts', '../main.js', /may not import/],
  ['backend/api/src/main.ts', '@deskmate/client', /may not import backend\/client/],
  ['backend/api/src/main.ts', '../../../addins/ui/src/index.js', /may not import addins\/ui/],
  ['backend/client/src/client.ts', '@deskmate/model', /nothing of ours/],
  ['addins/ui/src/view.tsx', '@deskmate/taskpane', /may not import addins\/taskpane/],
  ['addins/console/src/app.tsx', '../../ui/src/view.js', /name of its package/],
  ['bots/slack/app.ts', '@deskmate/client', /may not import backend\/client/],
  ['model/src/tensor/dtype.ts', '../graph/graph.js', /tensor may not import/],
  ['model/src/engine/engine.ts', '../tokenizer/bpe.js', /engine may not import/],
  ['model/src/architectures/decoder.ts', '../runtime/session.js', /architectures may not import/],
  ['model/src/engine/engine.ts', '../index.js', /may not import model\/src/],
  ['model/src/tokenizer/bpe.ts', '../tensor/dtype.js', /tokenizer may not import/],
  ['model/src/engine/engine.ts', '@nestjs/common', /belongs to backend\/api/],
  ['model/src/serving/load.ts', 'onnxruntime-node', /belongs to model\/src\/runtime/],
  ['backend/api/src/models/gateway.ts', '../../../../infra/run/start.mjs', /nobody imports infra/],
  ['test/e2e/ask.spec.ts', '../../infra/run/start.mjs', /nobody imports infra/],
  [
    'backend/api/src/models/gateway.ts',
    '../../../../test/support/product.js',
    /only specs import test\/support/,
  ],
  ['test/bench/main.ts', '../../backend/api/src/platform/index.js', /bench may not import/],
  ['test/e2e/ask.spec.ts', '../../backend/api/src/platform/index.js', /e2e may not import/],
  [
    'backend/api/src/access/spaces/space.repository.ts',
    './spaces.service.js',
    /a repository may not import a service/,
  ],
  [
    'backend/api/src/access/spaces/spaces.service.ts',
    './spaces.controller.js',
    /a service may not import a controller/,
  ],
];

describe('the import table', () => {
  it.each(allowed)('lets %s import %s', (file, source) => expect(judgeImport(file, source)).toBeNull());
  it.each(forbidden)('keeps %s from %s', (file, source, why) =>
    expect(judgeImport(file, source)).toMatch(why),
  );

  it('lets every module of the api import those to its left and no other', () => {
    for (const [i, from] of apiModules.entries())
      for (const [j, to] of apiModules.entries()) {
        const verdict = judgeImport(`backend/api/src/${from}/some.ts`, `../${to}/index.js`);
        expect([from, to, verdict === null]).toEqual([from, to, j <= i]);
      }
  });

  it('finds the innermost place of a file', () => {
    expect(placeOf('model/src/graph/ops/norm.ts')).toBe('model/src/graph');
    expect(placeOf('model/src/index.ts')).toBe('model/src');
    expect(placeOf('README.md')).toBeUndefined();
  });
});

tester.run('import-direction', importDirection as never, {
  valid: [at('backend/api/src/answers/answer.ts', `import { retrieve } from '../retrieval/index.js';`)],
  invalid: [
    `import { ask } from '../answers/index.js';`,
    `import type { Ask } from '../answers/index.js';`,
    `export { ask } from '../answers/index.js';`,
    `export * from '../answers/index.js';`,
    `const answers = await import('../answers/index.js');`,
    `type Ask = import('../answers/index.js').Ask;`,
  ].map((code) => ({
    ...at('backend/api/src/retrieval/retrieve.ts', code),
    errors: [{ messageId: 'forbidden' }],
  })),
});

const controller = (decorators: string, onClass = ''): string =>
  `${onClass} @Controller('x') class X { ${decorators} list() {} helper() {} }`;

tester.run('route-permission', routePermission as never, {
  valid: [
    controller(`@Get() @Requires('space.read')`),
    controller(`@Post(':id') @Public('needs a token of its own')`),
    controller('@Delete()', `@Requires('space.manage')`),
  ],
  invalid: [
    ...['Get', 'Post', 'Put', 'Patch', 'Delete', 'Sse'].map((method) => ({
      code: controller(`@${method}() @HttpCode(204)`),
      errors: [{ messageId: 'missing' }],
    })),
    { code: controller(`@Get() @Public('')`), errors: [{ messageId: 'reason' }] },
    { code: controller('@Get() @Public()'), errors: [{ messageId: 'reason' }] },
  ],
});

const material = ['..', 'shared', 'data'].join('/');
tester.run('no-material-folder', noMaterialFolder as never, {
  valid: [
    at('test/bench/datasets.ts', `const folder = '${material}';`),
    at('model/src/engine/engine.spec.ts', `const folder = '${material}';`),
    at('addins/ui/src/parts.ts', `const folder = './sharedParts';`),
  ],
  invalid: [
    `const folder = '${material}';`,
    `const folder = \`\${x}/${material}\`;`,
    `// see ${material}`,
  ].map((code) => ({
    ...at('model/src/engine/engine.ts', code),
    errors: [{ messageId: 'named' }],
  })),
});
