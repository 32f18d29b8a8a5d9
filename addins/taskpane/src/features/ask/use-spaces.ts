import type { Space } from '@deskmate/client';
import { useApi } from '@deskmate/ui';
import { useQuery } from '@tanstack/react-query';

/** The spaces that the person may read. */
export function useSpaces() {
  const api = useApi();
  return useQuery({
    queryKey: ['spaces'],
    queryFn: async () => (await api.spaces.list({ limit: 200 })).items,
  });
}

export const canWriteTo = (space: Space): boolean => space.role !== 'reader' && space.deletedAt === null;

/** The names of some spaces, as one text; '' for none. */
export function useSpaceNames(ids: string[]): string {
  const spaces = useSpaces().data ?? [];
  return spaces
    .filter((space) => ids.includes(space.id))
    .map((space) => space.name)
    .join(', ');
}
