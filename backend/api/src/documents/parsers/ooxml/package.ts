import type { ParseLimits } from '../limits.js';
import { damaged } from '../parse-failure.js';
import { childrenOf, readXml, type XmlElement } from './xml.js';
import { ZipArchive } from './zip-archive.js';

export interface Relation {
  id: string;
  /** Last word of the relationship's type, such as 'styles'. */
  type: string;
  /** Path of the part, or the address when it is outside. */
  target: string;
  external: boolean;
}

/** An Office Open XML file: parts, and the relations between them. */
export class OfficePackage {
  private constructor(
    readonly zip: ZipArchive,
    private readonly limits: ParseLimits,
  ) {}

  static open(bytes: Uint8Array, limits: ParseLimits): OfficePackage {
    return new OfficePackage(ZipArchive.open(bytes, limits), limits);
  }

  /** The part that the package is about; `fallback` where the relation is missing. */
  async mainPart(fallback: string): Promise<string> {
    const main = (await this.relations('')).find((relation) => relation.type === 'officeDocument');
    const part = main?.target ?? fallback;
    if (!this.zip.has(part)) throw damaged('The main part of the file is missing.');
    return part;
  }

  async relations(part: string): Promise<Relation[]> {
    const slash = part.lastIndexOf('/');
    const folder = part.slice(0, slash + 1);
    const root = await this.xml(`${folder}_rels/${part.slice(slash + 1)}.rels`);
    return (root?.children ?? []).map((node) => toRelation(node, folder));
  }

  xml(part: string): Promise<XmlElement | undefined> {
    return readXml(this.zip.read(part), this.limits.maxDepth);
  }

  /** Streams the children of the part's elements named `container`. */
  children(part: string, container: string, progress?: (share: number) => void): AsyncGenerator<XmlElement> {
    return childrenOf(this.slices(part, progress), new Set([container]), this.limits.maxDepth);
  }

  /** The unpacked bytes of a part, telling how far they are. */
  async *slices(part: string, progress?: (share: number) => void): AsyncGenerator<Uint8Array> {
    const size = Math.max(this.zip.size(part), 1);
    let read = 0;
    for await (const slice of this.zip.read(part)) {
      yield slice;
      read += slice.length;
      progress?.(Math.min(1, read / size));
    }
  }

  /** Title and author from the document's own properties. */
  async properties(): Promise<Record<string, string>> {
    const core = (await this.relations('')).find((relation) => relation.type === 'core-properties');
    const root = core && !core.external ? await this.xml(core.target).catch(() => undefined) : undefined;
    const found: Record<string, string> = {};
    for (const node of root?.children ?? []) {
      const value = node.text.trim();
      if (value !== '' && PROPERTIES.has(node.name)) found[node.name] = value.slice(0, 500);
    }
    return found;
  }

  get hasMacros(): boolean {
    return this.zip.names().some((name) => name.endsWith('vbaproject.bin'));
  }
}

const PROPERTIES = new Set([
  'title',
  'subject',
  'creator',
  'keywords',
  'created',
  'modified',
  'lastModifiedBy',
]);

function toRelation(node: XmlElement, folder: string): Relation {
  const { Id = '', Type = '', Target = '', TargetMode } = node.attributes;
  const external = TargetMode === 'External';
  return {
    id: Id,
    type: Type.slice(Type.lastIndexOf('/') + 1),
    target: external ? Target : resolvePart(folder, Target),
    external,
  };
}

function resolvePart(folder: string, target: string): string {
  const parts: string[] = target.startsWith('/') ? [] : folder.split('/').filter(Boolean);
  for (const step of target.split(/[\\/]/)) {
    if (step === '..') parts.pop();
    else if (step !== '' && step !== '.') parts.push(step);
  }
  return parts.join('/');
}
