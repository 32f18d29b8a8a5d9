import { parseFragment } from 'parse5';
import { isBoilerplate, isElement, type HtmlNode } from './html-tree.js';

const LINE_BREAKING = new Set([
  'address', 'article', 'blockquote', 'center', 'dd', 'div', 'dl', 'dt', 'fieldset', 'figcaption', 'figure', 'footer',
  'form', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'header', 'hr', 'li', 'main', 'ol', 'option', 'p', 'pre', 'section',
  'summary', 'table', 'tbody', 'td', 'tfoot', 'th', 'thead', 'tr', 'ul',
]); // prettier-ignore

/** Whether an element stands on lines of its own. */
export function isBlockElement(name: string): boolean {
  return LINE_BREAKING.has(name);
}

/** All text below a node: white space as a browser shows it, a line per block element. */
export function nodeText(node: HtmlNode): string {
  if (node.nodeName === '#text') return (node as { value: string }).value.replace(/[\s\u200b]+/g, ' ');
  if (!isElement(node) || isBoilerplate(node)) return '';
  if (node.tagName === 'br') return '\n';
  const inner = node.childNodes.map(nodeText).join('');
  return isBlockElement(node.tagName) ? `\n${inner}\n` : inner;
}

/** The text of `pre`, blanks and line ends kept. */
export function preformattedText(node: HtmlNode): string {
  if (node.nodeName === '#text') return (node as { value: string }).value;
  if (!isElement(node) || isBoilerplate(node)) return '';
  return node.tagName === 'br' ? '\n' : node.childNodes.map(preformattedText).join('');
}

/** The text of a piece of HTML. */
export function htmlToText(html: string): string {
  return parseFragment(html).childNodes.map(nodeText).join('');
}
