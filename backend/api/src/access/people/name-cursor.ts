import { z } from 'zod';
import { decodeCursor, invalid } from '../../platform/index.js';

const position = z.tuple([z.string(), z.uuid()]);

/** Where a list ordered by name and id goes on. @throws Problem 400 */
export function decodeNameCursor(cursor: string | undefined): [string, string] | undefined {
  const decoded = decodeCursor<unknown>(cursor);
  if (decoded === undefined) return undefined;
  const result = position.safeParse(decoded);
  if (!result.success) throw invalid('The cursor is not one that this list gave. Start again without it.');
  return result.data;
}
