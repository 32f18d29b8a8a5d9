import { MergeQueue } from './merge-queue.js';

/** Rank of merging two neighbours, lowest first; undefined where they do not merge. */
export type RankOf = (left: string, right: string) => number | undefined;

/** Applies byte-pair merges best rank first, in n log n: words without spaces can be as long as a document. */
export function mergeSymbols(symbols: string[], rankOf: RankOf): string[] {
  const next = symbols.map((_, i) => i + 1);
  const previous = symbols.map((_, i) => i - 1);
  const queue = new MergeQueue();
  const offer = (left: number, right: number) => {
    if (left < 0 || right >= symbols.length) return;
    const rank = rankOf(symbols[left]!, symbols[right]!);
    if (rank !== undefined)
      queue.push({ rank, left, right, length: symbols[left]!.length + symbols[right]!.length });
  };
  for (let i = 0; i + 1 < symbols.length; i++) offer(i, i + 1);
  for (let merge = queue.pop(); merge; merge = queue.pop()) {
    const { left, right, length } = merge;
    const stale = symbols[left] === '' || symbols[right] === '' || next[left] !== right;
    if (stale || symbols[left]!.length + symbols[right]!.length !== length) continue;
    symbols[left] += symbols[right]!;
    symbols[right] = '';
    next[left] = next[right]!;
    if (next[left] < symbols.length) previous[next[left]] = left;
    offer(previous[left]!, left);
    offer(left, next[left]);
  }
  return symbols.filter((symbol) => symbol !== '');
}
