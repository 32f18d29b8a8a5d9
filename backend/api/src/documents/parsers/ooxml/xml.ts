import { TextDecoder } from 'node:util';
import { SaxesParser } from 'saxes';
import { damaged, ParseFailure } from '../parse-failure.js';

/** An element without its namespaces: Office files are told apart by local names alone. */
export interface XmlElement {
  name: string;
  /** By local name; of `r:id` and `id` both, the former is under 'r:id'. */
  attributes: Record<string, string>;
  children: XmlElement[];
  /** Text directly inside, joined. */
  text: string;
}

export interface XmlHandlers {
  open(name: string, attributes: Record<string, string>): void;
  close(name: string): void;
  text(text: string): void;
}

/** Feeds slices of an XML part to handlers. Document types are refused, so no entity is ever defined or fetched. */
export class XmlReader {
  private readonly parser = new SaxesParser({ position: false });
  private decoder: TextDecoder | undefined;
  private depth = 0;

  constructor(handlers: XmlHandlers, maxDepth: number) {
    const { parser } = this;
    parser.on('doctype', () => {
      throw damaged('The file holds a document type declaration, which Office never writes.');
    });
    parser.on('error', () => {
      throw damaged('The XML inside the file is damaged.');
    });
    parser.on('opentag', (tag) => {
      if (++this.depth > maxDepth) throw tooDeep();
      handlers.open(localName(tag.name), localAttributes(tag.attributes as Record<string, string>));
    });
    parser.on('closetag', (tag) => {
      this.depth--;
      handlers.close(localName(tag.name));
    });
    parser.on('text', (text: string) => handlers.text(text));
    parser.on('cdata', (text: string) => handlers.text(text));
  }

  write(slice: Uint8Array): void {
    this.decoder ??= new TextDecoder(encodingOf(slice));
    this.parser.write(this.decoder.decode(slice, { stream: true }));
  }

  end(): void {
    this.parser.write(this.decoder?.decode() ?? '').close();
  }
}

function tooDeep(): ParseFailure {
  return new ParseFailure(
    'too-deep',
    'This file nests its parts too deeply to be read. Simplify it and upload it again.',
  );
}

function encodingOf(slice: Uint8Array): string {
  if (slice[0] === 0xff && slice[1] === 0xfe) return 'utf-16le';
  if (slice[0] === 0xfe && slice[1] === 0xff) return 'utf-16be';
  if (slice[0] === 0x3c && slice[1] === 0) return 'utf-16le';
  if (slice[0] === 0 && slice[1] === 0x3c) return 'utf-16be';
  const declared = /^<\?xml[^>]*encoding=["']([\w-]+)["']/.exec(
    Buffer.from(slice.subarray(0, 200)).toString('latin1'),
  )?.[1];
  return declared && /^(gb|big5|windows|iso-8859|shift)/i.test(declared) ? declared : 'utf-8';
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}

const NO_ATTRIBUTES: Record<string, string> = Object.freeze(Object.create(null) as Record<string, string>);

function localAttributes(attributes: Record<string, string>): Record<string, string> {
  let local: Record<string, string> | undefined;
  for (const key in attributes) {
    local ??= Object.create(null) as Record<string, string>;
    const colon = key.indexOf(':');
    if (colon < 0) local[key] = attributes[key]!;
    else if (key.startsWith('xmlns:')) continue;
    else local[localAttribute(key, colon)] = attributes[key]!;
  }
  return local ?? NO_ATTRIBUTES;
}

/** A relationship's id has a prefix that is never `w`, where plain ids have none or `w`. */
function localAttribute(key: string, colon: number): string {
  const name = key.slice(colon + 1);
  const isRelation = (name === 'id' && !key.startsWith('w')) || name === 'embed' || name === 'link';
  return isRelation ? `r:${name}` : name;
}

/** Streams the children of the elements with a name in `containers`, each as a whole tree, in document order. */
export async function* childrenOf(
  slices: AsyncIterable<Uint8Array>,
  containers: ReadonlySet<string>,
  maxDepth: number,
): AsyncGenerator<XmlElement> {
  const builder = new TreeBuilder(containers);
  const reader = new XmlReader(builder, maxDepth);
  let any = false;
  for await (const slice of slices) {
    any = true;
    reader.write(slice);
    yield* builder.take();
  }
  if (any) reader.end();
  yield* builder.take();
}

/** The root element of a whole part; undefined when the part is missing. */
export async function readXml(
  slices: AsyncIterable<Uint8Array>,
  maxDepth: number,
): Promise<XmlElement | undefined> {
  const builder = new TreeBuilder();
  const reader = new XmlReader(builder, maxDepth);
  let any = false;
  for await (const slice of slices) {
    any = true;
    reader.write(slice);
  }
  if (!any) return undefined;
  reader.end();
  return builder.take()[0];
}

class TreeBuilder implements XmlHandlers {
  private readonly stack: XmlElement[] = [];
  private done: XmlElement[] = [];
  private inside: number;

  /** Without containers the root itself is what is streamed. */
  constructor(private readonly containers: ReadonlySet<string> = new Set()) {
    this.inside = containers.size === 0 ? 1 : 0;
  }

  take(): XmlElement[] {
    const done = this.done;
    this.done = [];
    return done;
  }

  open(name: string, attributes: Record<string, string>): void {
    if (this.stack.length === 0 && this.containers.has(name)) this.inside++;
    else if (this.stack.length > 0 || this.inside > 0)
      this.push({ name, attributes, children: [], text: '' });
  }

  private push(element: XmlElement): void {
    this.stack.at(-1)?.children.push(element);
    this.stack.push(element);
  }

  text(text: string): void {
    const element = this.stack.at(-1);
    if (element) element.text += text;
  }

  close(name: string): void {
    const element = this.stack.pop();
    if (!element) {
      if (this.containers.has(name)) this.inside--;
    } else if (this.stack.length === 0) {
      this.done.push(element);
    }
  }
}

export function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((node) => node.name === name);
}

/** The element at the end of a path of names. */
export function descend(element: XmlElement | undefined, ...names: string[]): XmlElement | undefined {
  return names.reduce<XmlElement | undefined>((node, name) => child(node, name), element);
}

/** All elements below with this name, in document order. */
export function* all(element: XmlElement, name: string): Generator<XmlElement> {
  for (const node of element.children) {
    if (node.name === name) yield node;
    yield* all(node, name);
  }
}

/** `val` of a child that is a switch: present means on unless it says off. */
export function isOn(element: XmlElement | undefined): boolean {
  return element !== undefined && !/^(0|false|off|none)$/.test(element.attributes['val'] ?? '1');
}
