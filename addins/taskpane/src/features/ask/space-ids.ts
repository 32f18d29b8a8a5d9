/** Spaces in the address: ids with commas between; absent means every space. */
export const spaceIdsOf = (value: string | undefined): string[] => value?.split(',').filter(Boolean) ?? [];
