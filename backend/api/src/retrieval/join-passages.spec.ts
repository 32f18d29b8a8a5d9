import type { FoundChunk } from '../documents/index.js';
import { joinPassages, spreadTables, withoutDuplicates } from './join-passages.js';

const chunk = (ordinal: number, text: string, extra: Partial<FoundChunk> = {}): FoundChunk => ({
  id: `chunk-${ordinal}`,
  versionId: 'v',
  versionNumber: 1,
  documentId: 'd',
  spaceId: 's',
  spaceName: 'Space',
  title: 'Title',
  fileName: 'f.md',
  ordinal,
  heading: 'A',
  text,
  spans: [{ blockOrdinal: ordinal, start: 0, end: text.length, blockStart: 0 }],
  fromOrdinal: ordinal,
  toOrdinal: ordinal,
  contentHash: `hash-${ordinal}`,
  hanShare: 0,
  updatedAt: '2026-01-01T00:00:00.000Z',
  ...extra,
});
const long = (word: string): string => `${word} `.repeat(80).trim();

it('joins found chunks that follow each other, at the better place', () => {
  const [a, b, c] = [chunk(1, long('one')), chunk(2, long('two')), chunk(9, long('nine'))];
  const passages = joinPassages([b, c, a], []);
  expect(passages.map(({ rank, fromOrdinal, toOrdinal }) => [rank, fromOrdinal, toOrdinal])).toEqual([
    [1, 1, 2],
    [2, 9, 9],
  ]);
});

it('keeps every span on the words of its block', () => {
  const parts = [chunk(1, long('one')), chunk(2, 'short'), chunk(3, long('three'))];
  const [passage] = joinPassages([parts[1]!], parts);
  const texts = passage!.spans.map(({ start, end }) => passage!.text.slice(start, end));
  expect(texts).toEqual(parts.slice(1).map(({ text }) => text)); // after `three` it is no longer short
});

it('joins nothing across a heading', () => {
  const [a, b] = [chunk(1, 'short'), chunk(2, 'other', { heading: 'B' })];
  expect(joinPassages([a, b], [a, b]).map(({ text }) => text)).toEqual(['short', 'other']);
});

it('shows the same content once', () => {
  const copy = chunk(4, 'same', { id: 'copy', documentId: 'd2', contentHash: 'hash-1' });
  expect(withoutDuplicates([chunk(1, 'same'), copy]).map(({ id }) => id)).toEqual(['chunk-1']);
});

it('stops growing before a passage becomes a page', () => {
  const all = Array.from({ length: 40 }, (_, i) => chunk(i, long(`word${i}`)));
  for (const { text } of joinPassages(all, all)) expect(text.length).toBeLessThan(2_500);
});

it('keeps only the best chunks of a long table, and all of a text', () => {
  const rows = Array.from({ length: 9 }, (_, i) =>
    chunk(i, `Name | Sum\nRow ${i} | ${i}`, { heading: 'Lines' }),
  );
  const texts = Array.from({ length: 9 }, (_, i) => chunk(i + 20, `Sentence ${i}.\nAnother one.`));
  const summary = chunk(50, 'Name | Sum\nAll | 36', { heading: 'Summary' });
  const kept = spreadTables([...rows, ...texts, summary]).map(({ ordinal }) => ordinal);
  expect(kept).toEqual([0, 1, 2, 3, ...texts.map(({ ordinal }) => ordinal), 50]);
});
