import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Actor, CurrentActor, Requires } from '../access/index.js';
import { type Feedback, FeedbackDto } from '../answers/index.js';
import { dto } from '../platform/index.js';
import { GiveFeedbackDto } from './feedback.dto.js';
import { FeedbackService } from './feedback.service.js';

class FeedbackAnswerIdDto extends dto(z.object({ id: z.uuid() })) {}

@ApiTags('answers')
@Controller('answers')
export class FeedbackController {
  constructor(private readonly feedback: FeedbackService) {}

  @Post(':id/feedback')
  @Requires('feedback.create')
  @ApiOperation({
    operationId: 'giveFeedback',
    summary: 'Votes on an answer, or says what was done with it',
    description: 'Nothing is overwritten: a later vote supersedes, and `clear` takes it back.',
  })
  @ApiCreatedResponse({ type: FeedbackDto })
  give(
    @CurrentActor() actor: Actor,
    @Param() { id }: FeedbackAnswerIdDto,
    @Body() input: GiveFeedbackDto,
  ): Promise<Feedback> {
    return this.feedback.give(actor, id, input);
  }
}
