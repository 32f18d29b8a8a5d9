import { Module } from '@nestjs/common';
import { AccessModule } from '../access/index.js';
import { AnswersModule } from '../answers/index.js';
import { FeedbackController } from './feedback.controller.js';
import { FeedbackRepository } from './feedback.repository.js';
import { FeedbackNews } from './feedback-news.js';
import { FeedbackService } from './feedback.service.js';
import { RaterData } from './rater-data.js';

/** Votes, comments and uses of answers: append-only from day one. */
@Module({
  imports: [AccessModule, AnswersModule],
  controllers: [FeedbackController],
  providers: [FeedbackService, FeedbackNews, FeedbackRepository, RaterData],
  exports: [FeedbackService],
})
export class FeedbackModule {}
