import type { Anchor, Block } from '../block.js';

/** Blocks that are drawn together. */
export type Section =
  | { kind: 'flow'; blocks: Block[] }
  | { kind: 'table'; blocks: Block[] }
  | { kind: 'sheet'; sheet: string; blocks: Block[] }
  | { kind: 'slide'; slide: number; blocks: Block[] }
  | { kind: 'page'; page: number; blocks: Block[] }
  | { kind: 'mail'; part: string; blocks: Block[] };

/** Groups neighbours by what their anchors say: sheets, slides, pages, mail parts; the rest flows. */
export function sectionsOf(blocks: readonly Block[]): Section[] {
  return groupBy(blocks, (block) => placeOf(block.anchor)).map((group) => {
    const { anchor } = group[0]!;
    if (anchor.kind === 'cells') return { kind: 'sheet', sheet: anchor.sheet, blocks: group };
    if (anchor.kind === 'slide') return { kind: 'slide', slide: anchor.slide, blocks: group };
    if (anchor.kind === 'page') return { kind: 'page', page: anchor.page, blocks: group };
    if (anchor.kind === 'mail') return { kind: 'mail', part: anchor.part, blocks: group };
    return { kind: 'flow', blocks: group };
  });
}

function placeOf(anchor: Anchor): string {
  if (anchor.kind === 'cells') return `cells ${anchor.sheet}`;
  if (anchor.kind === 'slide') return `slide ${anchor.slide}`;
  if (anchor.kind === 'page') return `page ${anchor.page}`;
  if (anchor.kind === 'mail') return `mail ${anchor.part}`;
  return 'flow';
}

/** Inside flowing text: neighbouring rows of one table together, everything else alone. */
export function tablesIn(blocks: readonly Block[]): (Block | Block[])[] {
  const parts: (Block | Block[])[] = [];
  for (const block of blocks) {
    const last = parts.at(-1);
    if (block.kind !== 'table-row') parts.push(block);
    else if (Array.isArray(last) && isSameTable(last.at(-1)!, block)) last.push(block);
    else parts.push([block]);
  }
  return parts;
}

/** A row without header after rows with one begins a new table; so does another header. */
function isSameTable(before: Block, row: Block): boolean {
  if (!before.header)
    return !row.header || sameCells(before.cells, row.header) || before.cells?.length === row.cells?.length;
  return row.header !== undefined && sameCells(before.header, row.header);
}

const sameCells = (a: readonly string[] | undefined, b: readonly string[] | undefined): boolean =>
  a !== undefined && b !== undefined && a.length === b.length && a.every((cell, i) => cell === b[i]);

function groupBy(blocks: readonly Block[], key: (block: Block) => string): Block[][] {
  const groups: Block[][] = [];
  let last: string | undefined;
  for (const block of blocks) {
    const place = key(block);
    if (place === last) groups.at(-1)!.push(block);
    else groups.push([block]);
    last = place;
  }
  return groups;
}
