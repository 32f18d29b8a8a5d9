import path from 'node:path';
import { judgeImport } from '../import-judge.js';

const root = path.resolve(import.meta.dirname, '../../..');

/** Imports follow the table of `import-table.js`. */
export const importDirection = {
  meta: {
    type: 'problem',
    docs: { description: 'imports follow the directions of the design' },
    schema: [],
    messages: { forbidden: 'Import of {{source}}: {{why}}.' },
  },
  create(context) {
    const file = path.relative(root, context.filename).split(path.sep).join('/');
    const check = (node) => {
      if (typeof node?.value !== 'string') return;
      const why = judgeImport(file, node.value);
      if (why) context.report({ node, messageId: 'forbidden', data: { source: node.value, why } });
    };
    return {
      ImportDeclaration: ({ source }) => check(source),
      ExportNamedDeclaration: ({ source }) => check(source),
      ExportAllDeclaration: ({ source }) => check(source),
      ImportExpression: ({ source }) => check(source),
      TSImportType: ({ source, argument }) => check(source ?? argument?.literal),
    };
  },
};
