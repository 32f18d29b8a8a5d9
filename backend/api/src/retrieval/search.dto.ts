import { z } from 'zod';
import { dto } from '../platform/index.js';

const span = z.object({
  blockOrdinal: z.number().int().describe('block of the document'),
  start: z.number().int().describe('where it begins in the passage text'),
  end: z.number().int().describe('where it ends, exclusive'),
  blockStart: z.number().int().describe('where that part begins in the block'),
});

export const passageSchema = z.object({
  chunkId: z.uuid(),
  documentId: z.uuid(),
  versionId: z.uuid(),
  versionNumber: z.number().int(),
  title: z.string().describe('title of the document'),
  fileName: z.string(),
  spaceId: z.uuid(),
  spaceName: z.string(),
  heading: z.string().describe('the headings above, outermost first'),
  text: z.string(),
  spans: z.array(span).describe('where each block lies in the text'),
  fromOrdinal: z.number().int(),
  toOrdinal: z.number().int(),
  contentHash: z.string(),
  rank: z.number().int().describe('1 is the best; there is no score'),
  updatedAt: z.iso.datetime().describe('when the document changed last'),
});

export class SearchDto extends dto(
  z.object({
    query: z.string().trim().min(1).max(2_000).describe('what is sought, in words or as a question'),
    spaceIds: z.array(z.uuid()).max(1_000).optional().describe('search only there; unset: everywhere'),
    documentIds: z.array(z.uuid()).max(10_000).optional().describe('search only in these documents'),
    limit: z.number().int().min(1).max(100).default(10).describe('most passages'),
    by: z.enum(['words', 'meaning']).optional().describe('one way of searching only; unset: both, fused'),
  }),
) {}

export class FoundDto extends dto(
  z.object({
    passages: z.array(passageSchema),
    timings: z.record(z.string(), z.number()).describe('milliseconds per stage'),
  }),
) {}
