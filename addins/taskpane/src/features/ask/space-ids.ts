import type { Question } from '@deskmate/client';

/** Spaces in the address: ids with commas between; absent means every space. */
export const spaceIdsOf = (value: string | undefined): string[] => value?.split(',').filter(Boolean) ?? [];

/** A document that is asked about alone is searched wherever it is; else the chosen spaces are. */
export function filterOf(about: string | undefined, spaces: string | undefined): Partial<Question> {
  if (about) return { documentIds: [about] };
  const spaceIds = spaceIdsOf(spaces);
  return spaceIds.length > 0 ? { spaceIds } : {};
}
