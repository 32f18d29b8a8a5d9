import { z } from 'zod';

const share = z.object({ hits: z.number().int().min(0), of: z.number().int().min(0) });
export type Share = z.infer<typeof share>;

/** What the frozen set measured of a model that writes, beside quote mode on the same items. */
export const profileFiguresSchema = z.object({
  items: z.number().int().describe('questions asked'),
  unanswerable: z.number().int().describe('of these, without an answer in the documents'),
  supported: share.describe('written sentences that a passage supports'),
  declinedUnanswerable: share.describe('unanswerable questions that were declined'),
  declinedAnswerable: share.describe('answerable questions that were declined'),
  holdsAnswer: share.describe('answerable questions whose answer stands in what was written'),
  quoteHoldsAnswer: share.describe('the same in quote mode'),
});
export type ProfileFigures = z.infer<typeof profileFiguresSchema>;

/** When a model may write (configuration). */
export interface WriteThresholds {
  items: number;
  unanswerable: number;
  supported: number;
  declinedUnanswerable: number;
  declinedAnswerable: number;
  holdsAnswerWithin: number;
}
