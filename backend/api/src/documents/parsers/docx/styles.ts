import { child, descend, type XmlElement } from '../ooxml/xml.js';

export interface NumberingRef {
  numId: string;
  level: number;
}

interface Style {
  id: string;
  name: string;
  basedOn?: string;
  outline?: number;
  numId?: string;
  level?: number;
}

/** What a paragraph's style says about its place in the document. */
export class Styles {
  private readonly byId = new Map<string, Style>();
  private defaultId: string | undefined;

  constructor(root: XmlElement | undefined) {
    for (const node of root?.children ?? []) {
      if (node.name !== 'style' || node.attributes['type'] === 'character') continue;
      const style = readStyle(node);
      this.byId.set(style.id, style);
      const isDefault = /^(1|true|on)$/.test(node.attributes['default'] ?? '');
      if (isDefault && node.attributes['type'] === 'paragraph') this.defaultId = style.id;
    }
  }

  /** Heading level from 1, by outline level or by name, also through the styles it is based on. */
  headingLevel(properties: XmlElement | undefined): number | undefined {
    const own = outlineOf(properties);
    if (own !== undefined) return own < 9 ? own + 1 : undefined;
    for (const style of this.chain(styleId(properties))) {
      const named = headingLevelOfName(style.name) ?? headingLevelOfName(style.id);
      if (named !== undefined) return named;
      if (style.outline !== undefined) return style.outline < 9 ? style.outline + 1 : undefined;
    }
    return undefined;
  }

  isTitle(properties: XmlElement | undefined): boolean {
    return this.chain(styleId(properties)).some((style) =>
      /^(title|标题|標題|titel|titre|título|titolo)$/i.test(style.name),
    );
  }

  /** The list that the paragraph belongs to, its own setting first. */
  numbering(properties: XmlElement | undefined): NumberingRef | undefined {
    const own = child(properties, 'numPr');
    const ownId = child(own, 'numId')?.attributes['val'];
    const ownLevel = child(own, 'ilvl')?.attributes['val'];
    const styled = this.chain(styleId(properties)).find((style) => style.numId !== undefined);
    const numId = ownId ?? styled?.numId;
    if (numId === undefined || numId === '0') return undefined;
    return { numId, level: Number(ownLevel ?? (ownId === undefined ? styled?.level : undefined) ?? 0) || 0 };
  }

  /** List styles without numbering of their own, such as 'List Bullet' in files made by programs. */
  isListStyle(properties: XmlElement | undefined): boolean {
    return this.chain(styleId(properties)).some((style) =>
      /^list (bullet|number|paragraph)/i.test(style.name),
    );
  }

  private chain(id: string | undefined): Style[] {
    const chain: Style[] = [];
    let next = id ?? this.defaultId;
    while (next !== undefined && chain.length < 20) {
      const style = this.byId.get(next);
      if (!style) {
        if (chain.length === 0) chain.push({ id: next, name: next });
        break;
      }
      chain.push(style);
      next = style.basedOn;
    }
    return chain;
  }
}

function styleId(properties: XmlElement | undefined): string | undefined {
  return child(properties, 'pStyle')?.attributes['val'];
}

function readStyle(node: XmlElement): Style {
  const properties = child(node, 'pPr');
  const style: Style = {
    id: node.attributes['styleId'] ?? '',
    name: child(node, 'name')?.attributes['val'] ?? '',
  };
  const basedOn = child(node, 'basedOn')?.attributes['val'];
  const outline = outlineOf(properties);
  const numId = descend(properties, 'numPr', 'numId')?.attributes['val'];
  const level = descend(properties, 'numPr', 'ilvl')?.attributes['val'];
  if (basedOn) style.basedOn = basedOn;
  if (outline !== undefined) style.outline = outline;
  if (numId !== undefined) style.numId = numId;
  if (level !== undefined) style.level = Number(level);
  return style;
}

function outlineOf(properties: XmlElement | undefined): number | undefined {
  const value = child(properties, 'outlineLvl')?.attributes['val'];
  return value === undefined ? undefined : Number(value);
}

const HEADING_NAME =
  /^(?:heading|标题|標題|überschrift|titre|título|titolo|kop|rubrik|overskrift|otsikko|nagłówek|заголовок|見出し|제목)\s*([1-9])$/i;

function headingLevelOfName(name: string): number | undefined {
  const level = HEADING_NAME.exec(name.trim())?.[1];
  return level === undefined ? undefined : Number(level);
}
