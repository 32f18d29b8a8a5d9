import type { Tensor } from '../runtime/session.js';

/** One text as token ids, with its place among the texts that were given. */
export interface EncodedText {
  index: number;
  ids: readonly number[];
}

export interface BatchLimits {
  texts: number;
  tokens: number;
}

/** Batches of texts of one length, longest first: nothing is padding, so no text's vector depends on its batch. */
export function planBatches<T extends EncodedText>(texts: readonly T[], limits: BatchLimits): T[][] {
  const sorted = [...texts].sort((a, b) => b.ids.length - a.ids.length || a.index - b.index);
  const batches: T[][] = [];
  for (let from = 0; from < sorted.length;) {
    const length = sorted[from]!.ids.length;
    const most = Math.max(1, Math.min(limits.texts, Math.floor(limits.tokens / Math.max(1, length))));
    const batch = sorted.slice(from, from + most).filter(({ ids }) => ids.length === length);
    batches.push(batch);
    from += batch.length;
  }
  return batches;
}

/** Writes a batch as rows of [texts, time]. */
export function writeRows(batch: readonly EncodedText[], ids: Tensor<'i64'>): void {
  ids.data.set(batch.flatMap((text) => text.ids.map(BigInt)));
}
