/** One way's result, best first. */
export interface RankedList {
  ids: readonly string[];
  weight: number;
}

/** Dampens the first places (Cormack et al. 2009, there 60), so that no list decides alone. */
const K = 20;

/** Reciprocal rank fusion: ids by the sum of weight / (K + rank) over the lists; ties keep the first list's order. */
export function fuse(lists: readonly RankedList[]): string[] {
  const scores = new Map<string, number>();
  for (const { ids, weight } of lists)
    for (const [i, id] of ids.entries()) scores.set(id, (scores.get(id) ?? 0) + weight / (K + i + 1));
  return [...scores].sort((a, b) => b[1] - a[1]).map(([id]) => id);
}
