import type { Tensor } from '../runtime/session.js';

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

/** Writes a batch as rows of [texts, time], padded to the first text's length, which is the longest. */
export function writeRows(
  batch: readonly EncodedText[],
  { ids, mask }: { ids: Tensor<'i64'>; mask: Tensor<'i32'> },
  pad: number,
): void {
  const time = batch[0]!.ids.length;
  ids.data.fill(BigInt(pad));
  mask.data.fill(0);
  for (const [row, text] of batch.entries()) {
    text.ids.forEach((id, i) => (ids.data[row * time + i] = BigInt(id)));
    mask.data.fill(1, row * time, row * time + text.ids.length);
  }
}
