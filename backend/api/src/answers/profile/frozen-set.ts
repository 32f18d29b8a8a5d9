import fs from 'node:fs';
import { splitSentences } from '../../documents/index.js';
import type { Passage } from '../../retrieval/index.js';
import type { Language } from '../phrases.js';
import type { QuotePassage } from '../quote/candidate.js';

/** A change of the items or passages changes it: figures of different versions are not compared. */
export const SET_VERSION = 'frozen-2026-11-25';

export interface FrozenPassage {
  id: string;
  language: Language;
  title: string;
  text: string;
}

/** A question over three passages of an invented company; without answers it cannot be answered from them. */
export interface FrozenItem {
  id: string;
  language: Language;
  question: string;
  passages: FrozenPassage[];
  answers: string[];
}

function readLines<T>(name: string): T[] {
  const text = fs.readFileSync(new URL(`./${name}`, import.meta.url), 'utf8');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);
}

export function readFrozenSet(): FrozenItem[] {
  const passages = new Map(
    readLines<FrozenPassage>('passages.jsonl').map((passage) => [passage.id, passage]),
  );
  return readLines<Omit<FrozenItem, 'passages'> & { passages: string[] }>('items.jsonl').map((item) => ({
    ...item,
    passages: item.passages.map((id) => passages.get(id)!),
  }));
}

/** A frozen passage as retrieval would give it; its ids are its own, since nothing of it is kept. */
export const asPassage = ({ id, title, text }: FrozenPassage, rank: number): Passage => ({
  chunkId: id,
  documentId: id,
  versionId: id,
  versionNumber: 1,
  title,
  fileName: `${id}.md`,
  spaceId: 'frozen',
  spaceName: 'frozen',
  heading: '',
  text,
  spans: [{ blockOrdinal: 0, start: 0, end: text.length, blockStart: 0 }],
  fromOrdinal: 0,
  toOrdinal: 0,
  contentHash: id,
  rank,
  updatedAt: '2026-11-25T00:00:00.000Z',
});

export const asOpened = ({ id, title, text }: FrozenPassage, rank: number): QuotePassage => ({
  rank,
  documentId: id,
  versionId: id,
  title,
  heading: '',
  blocks: [
    {
      ordinal: 0,
      kind: 'paragraph',
      text,
      anchor: { kind: 'paragraph', index: 1 },
      sentences: splitSentences(text),
    },
  ],
});
