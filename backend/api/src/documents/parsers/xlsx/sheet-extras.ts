import { parseRange, type CellRange } from './cell-range.js';

/** What a sheet says after its rows, but that one must know before reading them. */
export interface SheetExtras {
  merged: CellRange[];
  filter?: CellRange;
}

const MAX_MERGED = 50_000;
const MAX_TAIL = 8_000_000;

const END_OF_ROWS = /<\/(?:\w+:)?sheetData>|<(?:\w+:)?sheetData\s*\/>/;

/** Skims a sheet for merged cells and the auto filter, without parsing its rows. */
export async function skimExtras(slices: AsyncIterable<Uint8Array>): Promise<SheetExtras> {
  let tail = '';
  let after = false;
  for await (const slice of slices) {
    const text = tail + Buffer.from(slice.buffer, slice.byteOffset, slice.byteLength).toString('latin1');
    if (after) {
      tail = text.slice(0, MAX_TAIL);
      continue;
    }
    const end = text.search(END_OF_ROWS);
    after = end >= 0;
    tail = after ? text.slice(end) : text.slice(-64);
  }
  return readExtras(tail);
}

function readExtras(tail: string): SheetExtras {
  const merged: CellRange[] = [];
  for (const match of tail.matchAll(/mergeCell\s[^>]*?ref="([^"]+)"/g)) {
    const range = parseRange(match[1]!);
    if (range && merged.length < MAX_MERGED) merged.push(range);
  }
  const filter = parseRange(/autoFilter\s[^>]*?ref="([^"]+)"/.exec(tail)?.[1] ?? '');
  return filter ? { merged, filter } : { merged };
}
