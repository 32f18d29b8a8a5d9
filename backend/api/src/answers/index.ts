export {
  type Answer,
  type AskInput,
  type Citation,
  type Feedback,
  FeedbackDto,
  feedbackKinds,
  feedbackReasons,
} from './answer.dto.js';
export type { Sampling } from './answer-run.js';
export { AnswersModule } from './answers.module.js';
export { AnswersService } from './answers.service.js';
export { AnswerRecord } from './record/answer-record.js';
export { type EvalItem, type EvalResult, QuoteEvaluation } from './quote/quote-evaluation.js';
export { VoteRepository } from './record/vote.repository.js';
export type { AnswerStream } from './streams/answer-streams.js';
