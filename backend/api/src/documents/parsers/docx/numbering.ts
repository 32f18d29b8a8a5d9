import { child, type XmlElement } from '../ooxml/xml.js';
import { formatCounter } from './counter-format.js';
import type { NumberingRef } from './styles.js';

interface Level {
  format: string;
  text: string;
  start: number;
}

/** Counts list paragraphs as Word does, to give the label that a person sees before each. */
export class Numbering {
  private readonly abstracts = new Map<string, Level[]>();
  private readonly instances = new Map<string, { abstractId: string; overrides: Map<number, number> }>();
  private readonly counters = new Map<string, number[]>();
  private readonly restarted = new Set<string>();

  constructor(root: XmlElement | undefined) {
    for (const node of root?.children ?? []) {
      if (node.name === 'abstractNum')
        this.abstracts.set(node.attributes['abstractNumId'] ?? '', readLevels(node));
      if (node.name === 'num') this.instances.set(node.attributes['numId'] ?? '', readInstance(node));
    }
  }

  has(ref: NumberingRef): boolean {
    return this.levelsOf(ref.numId) !== undefined;
  }

  /** The next label of this list at this level: '3.2', '(a)', '第一条'; '' for bullets. */
  nextLabel({ numId, level }: NumberingRef): string {
    const instance = this.instances.get(numId);
    const levels = this.levelsOf(numId);
    const own = levels?.[level];
    if (!instance || !levels || !own) return '';
    const counts = this.countsOf(numId, instance, levels);
    counts[level] = (counts[level] ?? own.start - 1) + 1;
    counts.length = level + 1;
    if (own.format === 'bullet' || own.format === 'none') return '';
    return own.text.replace(/%([1-9])/g, (_, digit: string) => {
      const at = Number(digit) - 1;
      const format = levels[at]?.format ?? 'decimal';
      return formatCounter(counts[at] ?? levels[at]?.start ?? 1, format);
    });
  }

  private levelsOf(numId: string): Level[] | undefined {
    const instance = this.instances.get(numId);
    return instance && this.abstracts.get(instance.abstractId);
  }

  /** Lists of one abstract definition count on, unless an instance says where it starts anew. */
  private countsOf(
    numId: string,
    instance: { abstractId: string; overrides: Map<number, number> },
    levels: Level[],
  ) {
    const counts = this.counters.get(instance.abstractId) ?? [];
    this.counters.set(instance.abstractId, counts);
    if (!this.restarted.has(numId)) {
      this.restarted.add(numId);
      for (const [at, start] of instance.overrides) counts[at] = start - 1;
    }
    for (let at = 0; at < levels.length; at++) if (Number.isNaN(counts[at])) counts.length = at;
    return counts;
  }
}

function readLevels(node: XmlElement): Level[] {
  const levels: Level[] = [];
  for (const level of node.children) {
    if (level.name !== 'lvl') continue;
    levels[Number(level.attributes['ilvl'] ?? 0)] = {
      format: child(level, 'numFmt')?.attributes['val'] ?? 'decimal',
      text: child(level, 'lvlText')?.attributes['val'] ?? '',
      start: Number(child(level, 'start')?.attributes['val'] ?? 1),
    };
  }
  return levels;
}

function readInstance(node: XmlElement) {
  const overrides = new Map<number, number>();
  for (const override of node.children) {
    const start = child(override, 'startOverride')?.attributes['val'];
    if (override.name === 'lvlOverride' && start !== undefined) {
      overrides.set(Number(override.attributes['ilvl'] ?? 0), Number(start));
    }
  }
  return { abstractId: child(node, 'abstractNumId')?.attributes['val'] ?? '', overrides };
}
