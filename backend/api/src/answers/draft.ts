import type { ChatMessage } from '../models/index.js';
import type { Anchor } from '../documents/index.js';
import type { AnswerBlock, Conflict, FinishReason } from './answer.dto.js';

/** A citation as it is made: where, in which version; titles and rights are looked up when it is shown. */
export interface DraftCitation {
  number: number;
  documentId: string;
  versionId: string;
  chunkId: string | null;
  fromOrdinal: number;
  toOrdinal: number;
  start: number;
  end: number;
  anchor: Anchor;
}

/** What answering made, before it is kept. */
export interface Draft {
  finishReason: FinishReason;
  blocks: AnswerBlock[];
  /** Marks in the text, numbered from 1. When declined there are none, and `nearest` holds the nearest passages. */
  citations: DraftCitation[];
  nearest: DraftCitation[];
  conflicts: Conflict[];
  support: { sentences: number; supported: number; confidence: number | null };
  usedChunks: string[];
  /** Sentences that a model wrote, and those of them that a passage supports; absent when quoted. */
  written?: { sentences: number; supported: number };
  /** What was written is not shown, because most of it has no support. */
  isWithheld?: boolean;
  messages?: ChatMessage[];
  sampler?: Record<string, number | string | readonly string[] | null>;
  tokenIds?: number[];
}

/** Of an answer that was ended before it had said anything. */
export const emptyDraft = (): Draft => ({
  finishReason: 'stopped',
  blocks: [],
  citations: [],
  nearest: [],
  conflicts: [],
  support: { sentences: 0, supported: 0, confidence: null },
  usedChunks: [],
});
