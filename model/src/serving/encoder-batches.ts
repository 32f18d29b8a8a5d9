/** One text as token ids, with its place among the texts that were given. */
export interface EncodedText {
  index: number;
  ids: readonly number[];
}

export interface BatchLimits {
  texts: number;
  tokens: number; // padding included
}

/** Batches of texts of similar length, longest first, so that little is padding. */
export function planBatches(texts: readonly EncodedText[], limits: BatchLimits): EncodedText[][] {
  const sorted = [...texts].sort((a, b) => b.ids.length - a.ids.length || a.index - b.index);
  const batches: EncodedText[][] = [];
  for (let from = 0; from < sorted.length;) {
    const longest = Math.max(1, sorted[from]!.ids.length);
    const count = Math.max(1, Math.min(limits.texts, Math.floor(limits.tokens / longest)));
    batches.push(sorted.slice(from, from + count));
    from += count;
  }
  return batches;
}
