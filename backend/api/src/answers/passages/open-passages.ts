import { splitSentences } from '../../documents/index.js';
import type { Passage } from '../../retrieval/index.js';
import type { QuoteBlock, QuotePassage } from '../quote/candidate.js';
import type { PlacedBlock } from './passage-block.repository.js';

/** Which blocks a list of passages lies in, each once. */
export function placesOf(passages: readonly Passage[]): { versionId: string; ordinal: number }[] {
  const places = new Map<string, { versionId: string; ordinal: number }>();
  for (const { versionId, spans } of passages) {
    for (const { blockOrdinal } of spans)
      places.set(`${versionId} ${blockOrdinal}`, { versionId, ordinal: blockOrdinal });
  }
  return [...places.values()];
}

/** Passages opened into their blocks; of a long block only the sentences that the passage holds. */
export function openPassages(passages: readonly Passage[], blocks: readonly PlacedBlock[]): QuotePassage[] {
  const byPlace = new Map(blocks.map((block) => [`${block.versionId} ${block.ordinal}`, block]));
  return passages.map((passage, rank) => ({
    rank,
    documentId: passage.documentId,
    versionId: passage.versionId,
    title: passage.title,
    heading: passage.heading,
    blocks: partsOf(passage).flatMap(({ ordinal, start, end }) => {
      const block = byPlace.get(`${passage.versionId} ${ordinal}`);
      return block ? [openBlock(block, start, end)] : [];
    }),
  }));
}

/** One part a block: the pieces of a block that was cut in two belong together again. */
function partsOf({ spans }: Passage): { ordinal: number; start: number; end: number }[] {
  const parts = new Map<number, { ordinal: number; start: number; end: number }>();
  for (const { blockOrdinal, start, end, blockStart } of spans) {
    const part = { ordinal: blockOrdinal, start: blockStart, end: blockStart + (end - start) };
    const known = parts.get(blockOrdinal);
    if (known) {
      known.start = Math.min(known.start, part.start);
      known.end = Math.max(known.end, part.end);
    } else parts.set(blockOrdinal, part);
  }
  return [...parts.values()].sort((a, b) => a.ordinal - b.ordinal);
}

function openBlock(block: PlacedBlock, start: number, end: number): QuoteBlock {
  const sentences = splitSentences(block.text).filter(
    (sentence) =>
      Math.min(sentence.end, end) - Math.max(sentence.start, start) > (sentence.end - sentence.start) / 2,
  );
  const { ordinal, kind, text, cells, header, anchor } = block;
  return { ordinal, kind, text, anchor, sentences, ...(cells && { cells }), ...(header && { header }) };
}
