import { z } from 'zod';
import { invalid } from '../errors/problem.js';

/** Query of every list: a cursor from the last page and how many rows to give. */
export const pageQuery = z.object({
  cursor: z.string().optional().describe('`nextCursor` of the page before'),
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('rows a page'),
});

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export const pageOf = <S extends z.ZodType>(item: S) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** Opaque cursor over the sort key of the last row. */
export const encodeCursor = (key: unknown): string => Buffer.from(JSON.stringify(key)).toString('base64url');

export function decodeCursor<T>(cursor: string | undefined): T | undefined {
  if (!cursor) return undefined;
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString()) as T;
  } catch {
    throw invalid('The cursor is not one that this server gave. Start again without it.');
  }
}

/** Cuts rows fetched with `limit + 1` into a page. */
export function toPage<R, T>(
  rows: R[],
  limit: number,
  map: (row: R) => T,
  key: (row: R) => unknown,
): Page<T> {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  return { items: kept.map(map), nextCursor: rows.length > limit && last ? encodeCursor(key(last)) : null };
}
