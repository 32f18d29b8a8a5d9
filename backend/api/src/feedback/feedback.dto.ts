import { z } from 'zod';
import { feedbackKinds, feedbackReasons } from '../answers/index.js';
import { dto } from '../platform/index.js';

export const giveFeedbackSchema = z.object({
  kind: z
    .enum(feedbackKinds)
    .describe('up, down and clear are votes: the latest counts; the others are events'),
  reason: z.enum(feedbackReasons).optional().describe('with down or report'),
  comment: z.string().trim().max(4_000).optional(),
  text: z
    .string()
    .max(40_000)
    .optional()
    .describe('what was made of the answer: the corrected or inserted text'),
  shareText: z.boolean().default(false).describe('reviewers may read question, answer and comment'),
});
export class GiveFeedbackDto extends dto(giveFeedbackSchema) {}
export type GiveFeedback = z.infer<typeof giveFeedbackSchema>;
