import type { DefaultTreeAdapterTypes } from 'parse5';

export type HtmlNode = DefaultTreeAdapterTypes.ChildNode;
export type HtmlElement = DefaultTreeAdapterTypes.Element;

export function isElement(node: HtmlNode): node is HtmlElement {
  return 'tagName' in node;
}

export function attribute(element: HtmlElement, name: string): string | undefined {
  return element.attrs.find((attr) => attr.name === name)?.value;
}

const NEVER_TEXT = new Set([
  'script', 'style', 'noscript', 'template', 'svg', 'math-annotation', 'iframe', 'object', 'embed', 'head', 'link',
  'meta', 'canvas', 'audio', 'video', 'map', 'datalist', 'input', 'button',
]); // prettier-ignore

/** Navigation and the like: on the page, but not of the document. */
export function isBoilerplate(element: HtmlElement): boolean {
  if (NEVER_TEXT.has(element.tagName) || element.tagName === 'nav') return true;
  const role = attribute(element, 'role');
  if (role === 'navigation' || role === 'search') return true;
  return isHidden(element);
}

/** Text that a person cannot see must not reach an answer. */
function isHidden(element: HtmlElement): boolean {
  if (attribute(element, 'hidden') !== undefined) return true;
  const style = attribute(element, 'style');
  return style !== undefined && /display\s*:\s*none|visibility\s*:\s*hidden/i.test(style);
}

export function* elementsNamed(node: HtmlNode, name: string): Generator<HtmlElement> {
  if (!isElement(node)) return;
  if (node.tagName === name) yield node;
  for (const child of node.childNodes) yield* elementsNamed(child, name);
}
