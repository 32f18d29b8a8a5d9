import { z } from 'zod';
import { dto } from '../platform/index.js';

const time = z.iso.datetime();

export const anchorSchema = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('page'),
      page: z.number().int(),
      box: z.tuple([z.number(), z.number(), z.number(), z.number()]),
    }),
    z.object({ kind: z.literal('paragraph'), index: z.number().int() }),
    z.object({ kind: z.literal('cells'), sheet: z.string(), range: z.string() }),
    z.object({
      kind: z.literal('slide'),
      slide: z.number().int(),
      part: z.enum(['body', 'notes']),
      index: z.number().int(),
    }),
    z.object({ kind: z.literal('mail'), part: z.string(), index: z.number().int() }),
    z.object({ kind: z.literal('heading'), path: z.array(z.string()), index: z.number().int() }),
  ])
  .describe('where in the document, in the terms of its format');

export const modeSchema = z.enum(['quote', 'write']);
export type Mode = z.infer<typeof modeSchema>;

export const citationSchema = z.object({
  number: z.number().int().describe('the mark in the text'),
  documentId: z.uuid(),
  versionId: z.uuid().describe('the version that is cited, which may not be the newest'),
  versionNumber: z.number().int(),
  isCurrentVersion: z.boolean(),
  title: z.string(),
  fileName: z.string(),
  spaceId: z.uuid(),
  spaceName: z.string(),
  anchor: anchorSchema,
  fromOrdinal: z.number().int().describe('first block'),
  toOrdinal: z.number().int().describe('last block'),
  start: z.number().int().describe('in the text of the first block'),
  end: z.number().int().describe('in the text of the last block, exclusive'),
  quote: z.string().describe('the cited words'),
  updatedAt: time.describe('when the document changed last'),
});
export type Citation = z.infer<typeof citationSchema>;

export const answerBlockSchema = z.object({
  kind: z.enum(['paragraph', 'list-item', 'table-row', 'heading']),
  text: z.string(),
  citations: z.array(z.number().int()),
  supported: z
    .boolean()
    .nullable()
    .describe('false: no passage supports it; null: nothing that needs support'),
  withheld: z.boolean().optional().describe('the cited document is no longer open to the reader'),
});
export type AnswerBlock = z.infer<typeof answerBlockSchema>;

export const conflictSchema = z.object({
  message: z.string().describe('what disagrees, as a sentence'),
  citations: z.array(z.number().int()),
});
export type Conflict = z.infer<typeof conflictSchema>;

export const feedbackKinds = [
  'up',
  'down',
  'clear',
  'edit',
  'regenerate',
  'choose',
  'copy',
  'insert',
  'comment',
  'report',
] as const;
export const feedbackReasons = [
  'wrong-fact',
  'not-in-source',
  'too-long',
  'tone',
  'refused',
  'formatting',
  'other',
] as const;

export const feedbackSchema = z.object({
  id: z.uuid(),
  answerId: z.uuid(),
  kind: z.enum(feedbackKinds),
  reason: z.enum(feedbackReasons).nullable(),
  comment: z.string().nullable(),
  shareText: z.boolean().describe('reviewers may read the text'),
  createdAt: time,
});
export type Feedback = z.infer<typeof feedbackSchema>;
export class FeedbackDto extends dto(feedbackSchema) {}

export const finishReasons = ['complete', 'declined', 'stopped', 'length', 'abandoned', 'failed'] as const;
export type FinishReason = (typeof finishReasons)[number];

export const answerSchema = z.object({
  id: z.uuid(),
  conversationId: z.uuid(),
  ordinal: z.number().int().describe('place in the conversation, from 1'),
  question: z.string(),
  regeneratesId: z
    .uuid()
    .nullable()
    .describe('the first answer to the same question; this one is another try'),
  documentIds: z.array(z.uuid()).describe('the documents that were asked about alone; none: all of them'),
  skill: z.string(),
  mode: modeSchema,
  modeReason: z.string().describe('why it was quoted or written'),
  state: z.enum(['running', 'finished']),
  finishReason: z.enum(finishReasons).nullable(),
  error: z.object({ code: z.string(), detail: z.string(), retryable: z.boolean() }).nullable(),
  blocks: z.array(answerBlockSchema),
  citations: z.array(citationSchema),
  nearest: z.array(citationSchema).describe('when nothing supports an answer: the nearest passages'),
  conflicts: z.array(conflictSchema),
  notes: z
    .array(z.string())
    .optional()
    .describe(
      'what a reader should know about it, as sentences, e.g. that documents are still being indexed',
    ),
  model: z.object({ id: z.string(), name: z.string() }).nullable().describe('null: quoted without a model'),
  support: z.object({
    sentences: z.number().int(),
    supported: z.number().int(),
    confidence: z.number().nullable().describe('0 to 1: how likely the passages answer the question'),
  }),
  timings: z.record(z.string(), z.number()).describe('milliseconds per stage'),
  considered: z.array(
    z.object({ title: z.string(), place: z.string(), rank: z.number().int(), used: z.boolean() }),
  ),
  feedback: feedbackSchema.nullable().describe("the reader's live vote"),
  correlationId: z.string().nullable(),
  createdAt: time,
});
export type Answer = z.infer<typeof answerSchema>;
export class AnswerDto extends dto(answerSchema) {}

export const askSchema = z.object({
  question: z.string().trim().min(1).max(4_000),
  conversationId: z.uuid().optional().describe('unset: a new conversation begins'),
  spaceIds: z.array(z.uuid()).max(1_000).optional().describe('answer from these spaces only'),
  documentIds: z.array(z.uuid()).max(10_000).optional().describe('answer from these documents only'),
  mode: modeSchema.optional().describe('unset: as the model is allowed to'),
  regeneratesId: z.uuid().optional().describe('the answer that this one is another try of'),
});
export class AskDto extends dto(askSchema) {}
export type AskInput = z.infer<typeof askSchema>;

export class AnswerIdDto extends dto(z.object({ id: z.uuid() })) {}
