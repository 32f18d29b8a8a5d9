/** Folder beside the checkout with reference material; it is not part of the product and may be gone tomorrow. */
const material = /\.\.\/shared\b/;
const isTest = (filename) => /(\.spec\.[cm]?[jt]sx?$)|([\\/]test[\\/])/.test(filename);

/** Only test code may name the material beside the checkout. */
export const noMaterialFolder = {
  meta: {
    type: 'problem',
    docs: { description: 'only tests name the folder of reference material beside the checkout' },
    schema: [],
    messages: { named: 'Only test code may name the folder of reference material beside the checkout.' },
  },
  create(context) {
    if (isTest(context.filename)) return {};
    const check = (node, text) => {
      if (material.test(text)) context.report({ loc: node.loc, messageId: 'named' });
    };
    return {
      Program() {
        for (const comment of context.sourceCode.getAllComments()) check(comment, comment.value);
      },
      Literal: (node) => typeof node.value === 'string' && check(node, node.value),
      TemplateElement: (node) => check(node, node.value.raw),
      JSXText: (node) => check(node, node.value),
    };
  },
};
