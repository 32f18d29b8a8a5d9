import type { Figures } from './bench.js';

export interface RankedQuery {
  /** Distinct documents, best first. */
  ranked: readonly string[];
  golds: readonly string[];
}

/** Mean r1, r10, mrr10 and ndcg10; rK is the share of golds among the first K over min(K, golds). */
export function rankingFigures(queries: readonly RankedQuery[], prefix: string): Figures {
  const sums = { r1: 0, r10: 0, mrr10: 0, ndcg10: 0 };
  for (const { ranked, golds } of queries) {
    const gold = new Set(golds);
    sums.r1 += recall(ranked, gold, 1);
    sums.r10 += recall(ranked, gold, 10);
    const first = ranked.slice(0, 10).findIndex((id) => gold.has(id));
    sums.mrr10 += first < 0 ? 0 : 1 / (first + 1);
    sums.ndcg10 += ndcg(ranked, gold, 10);
  }
  const mean = (sum: number): number => sum / Math.max(1, queries.length);
  return Object.fromEntries(Object.entries(sums).map(([name, sum]) => [`${prefix}.${name}`, mean(sum)]));
}

function recall(ranked: readonly string[], gold: ReadonlySet<string>, k: number): number {
  const hits = ranked.slice(0, k).filter((id) => gold.has(id)).length;
  return hits / Math.min(k, gold.size);
}

function ndcg(ranked: readonly string[], gold: ReadonlySet<string>, k: number): number {
  const gain = (place: number): number => 1 / Math.log2(place + 2);
  const dcg = ranked.slice(0, k).reduce((sum, id, place) => sum + (gold.has(id) ? gain(place) : 0), 0);
  const ideal = Array.from({ length: Math.min(k, gold.size) }, (_, place) => gain(place));
  return dcg / ideal.reduce((sum, one) => sum + one, 0);
}
