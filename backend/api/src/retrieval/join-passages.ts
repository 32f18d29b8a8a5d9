import { CELL_SEPARATOR, type FoundChunk } from '../documents/index.js';
import type { Passage } from './passage.js';

/** A chunk below this length is read together with its neighbours; Han text says three times as much a character. */
const SHORT = 320;
/** Joined passages stop growing here. */
const LONGEST = 2_400;

type Part = FoundChunk;

/** Drops chunks whose content an earlier one has already (copies of a file, repeated boilerplate). */
export function withoutDuplicates(chunks: readonly FoundChunk[]): FoundChunk[] {
  const seen = new Set<string>();
  return chunks.filter(({ contentHash, text }) => {
    const key = `${contentHash}|${text.length}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** Chunks of one table that may stand in a result. */
const OF_ONE_TABLE = 4;

/**
 * Of a long table only its best chunks: its rows are alike, and hundreds of them would leave no room for another sheet
 * that says the same thing in one row.
 */
export function spreadTables(chunks: readonly FoundChunk[]): FoundChunk[] {
  const counts = new Map<string, number>();
  return chunks.filter((chunk) => {
    if (!isTable(chunk)) return true;
    const table = `${chunk.versionId}|${chunk.heading}`;
    const count = (counts.get(table) ?? 0) + 1;
    counts.set(table, count);
    return count <= OF_ONE_TABLE;
  });
}

function isTable({ text }: FoundChunk): boolean {
  const lines = text.split('\n');
  return lines.length > 1 && lines.filter((line) => line.includes(CELL_SEPARATOR)).length > lines.length / 2;
}

/**
 * Found chunks, best first, into passages: chunks that follow each other under one heading become one passage at the
 * better place, and a short chunk is given its neighbours of the same heading.
 */
export function joinPassages(found: readonly FoundChunk[], around: readonly FoundChunk[]): Passage[] {
  const byPlace = new Map([...around, ...found].map((chunk) => [placeOf(chunk), chunk]));
  const isFound = new Set(found.map(placeOf));
  const used = new Set<string>();
  const passages: Passage[] = [];
  for (const chunk of found) {
    if (used.has(placeOf(chunk))) continue;
    const parts = extend(chunk, (ordinal, length) => {
      const next = byPlace.get(placeOf({ ...chunk, ordinal }));
      if (!next || next.heading !== chunk.heading || used.has(placeOf(next))) return undefined;
      if (weightOf(next) + length > LONGEST) return undefined;
      return isFound.has(placeOf(next)) || length < SHORT ? next : undefined;
    });
    for (const part of parts) used.add(placeOf(part));
    passages.push(toPassage(chunk, parts, passages.length + 1));
  }
  return passages;
}

const placeOf = ({ versionId, ordinal }: Pick<Part, 'versionId' | 'ordinal'>): string =>
  `${versionId}#${ordinal}`;

const weightOf = ({ text, hanShare }: Part): number => text.length * (1 + 2 * hanShare);

/** The chunk with what comes after and before it, as long as `take` gives something. */
function extend(chunk: Part, take: (ordinal: number, length: number) => Part | undefined): Part[] {
  const parts = [chunk];
  let length = weightOf(chunk);
  for (const step of [1, -1]) {
    for (let ordinal = chunk.ordinal + step; ; ordinal += step) {
      const next = take(ordinal, length);
      if (!next) break;
      if (step > 0) parts.push(next);
      else parts.unshift(next);
      length += weightOf(next);
    }
  }
  return parts;
}

function toPassage(chunk: Part, parts: readonly Part[], rank: number): Passage {
  let text = '';
  const spans: Passage['spans'] = [];
  for (const part of parts) {
    const shift = text ? text.length + 1 : 0;
    text += text ? `\n${part.text}` : part.text;
    spans.push(...part.spans.map((span) => ({ ...span, start: span.start + shift, end: span.end + shift })));
  }
  const { versionId, versionNumber, documentId, spaceId, spaceName, title, fileName, heading } = chunk;
  return {
    chunkId: chunk.id,
    documentId,
    versionId,
    versionNumber,
    title,
    fileName,
    spaceId,
    spaceName,
    heading,
    text,
    spans,
    fromOrdinal: Math.min(...parts.map((part) => part.fromOrdinal)),
    toOrdinal: Math.max(...parts.map((part) => part.toOrdinal)),
    contentHash: chunk.contentHash,
    rank,
    updatedAt: chunk.updatedAt,
  };
}
