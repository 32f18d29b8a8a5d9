const routes = new Set(['Get', 'Post', 'Put', 'Patch', 'Delete', 'Head', 'Options', 'All', 'Sse']);
const declarations = new Set(['Requires', 'Public']);

const nameOf = ({ expression }) => (expression.callee ?? expression).name;
const names = (node) => (node.decorators ?? []).map(nameOf);
const declares = (node) => names(node).some((name) => declarations.has(name));

/** Every route says with @Requires which permission it needs, or with @Public why it needs none. */
export const routePermission = {
  meta: {
    type: 'problem',
    docs: { description: 'every route names its permission' },
    schema: [],
    messages: {
      missing: 'This route needs @Requires(permission) or @Public(reason).',
      reason: '@Public needs a reason that a reader of the code understands.',
    },
  },
  create(context) {
    return {
      MethodDefinition(node) {
        if (!names(node).some((name) => routes.has(name))) return;
        if (declares(node) || declares(node.parent.parent)) return;
        context.report({ node: node.key, messageId: 'missing' });
      },
      'Decorator > CallExpression[callee.name="Public"]'(node) {
        const [reason] = node.arguments;
        if (!reason || reason.value === '') context.report({ node, messageId: 'reason' });
      },
    };
  },
};
