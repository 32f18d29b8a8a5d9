import { Body, Controller, Get, Headers, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import {
  type Actor,
  CurrentActor,
  CurrentRepeat,
  type Repeat,
  RepeatsItself,
  Requires,
} from '../access/index.js';
import { type Answer, AnswerDto, AnswerIdDto, AskDto } from './answer.dto.js';
import { AnswersService } from './answers.service.js';
import { type NumberedEvent, replay, whenEnded } from './streams/answer-streams.js';
import { sendEvents } from './streams/send-events.js';

@ApiTags('answers')
@Controller('answers')
export class AnswersController {
  constructor(private readonly answers: AnswersService) {}

  @Post()
  @HttpCode(200)
  @Requires('answer.create')
  @RepeatsItself()
  @ApiOperation({
    operationId: 'askQuestion',
    summary: 'Asks, and streams the answer',
    description:
      'Server-sent events: answer-start, answer-stage, answer-delta, answer-citation, answer-end | answer-error. ' +
      'A reader that goes away has 30 seconds to come back to GET /answers/{id}/stream with Last-Event-ID. ' +
      'The same request with the same Idempotency-Key joins the running answer, or is told the kept one.',
  })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ type: AnswerDto, description: 'the `answer` of the last event, answer-end' })
  async ask(
    @CurrentActor() actor: Actor,
    @Body() input: AskDto,
    @CurrentRepeat() { reference, keep }: Repeat,
    @Res() response: Response,
  ): Promise<void> {
    if (reference) return this.tellAgain(actor, reference, response);
    const stream = await this.answers.ask(actor, input, { onBegin: keep });
    await sendEvents(response, (signal) => stream.read(0, signal));
  }

  @Get(':id')
  @Requires('answer.read')
  @ApiOperation({ operationId: 'getAnswer', summary: 'An answer, as its asker may read it now' })
  @ApiOkResponse({ type: AnswerDto })
  get(@CurrentActor() actor: Actor, @Param() { id }: AnswerIdDto): Promise<Answer> {
    return this.answers.get(actor, id);
  }

  @Get(':id/stream')
  @Requires('answer.read')
  @ApiOperation({ operationId: 'resumeAnswer', summary: 'Goes on reading an answer after `Last-Event-ID`' })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ type: AnswerDto, description: 'the `answer` of the last event, answer-end' })
  async resume(
    @CurrentActor() actor: Actor,
    @Param() { id }: AnswerIdDto,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const last = Number.parseInt(lastEventId ?? '0', 10) || 0;
    const stream = await this.answers.findStream(actor, id);
    const ended = stream ? null : await this.answers.get(actor, id);
    await sendEvents(response, (signal): AsyncIterable<NumberedEvent> =>
      stream ? stream.read(last, signal) : whenEnded(ended!, last),
    );
  }

  @Post(':id/stop')
  @HttpCode(204)
  @Requires('answer.create')
  @ApiOperation({ operationId: 'stopAnswer', summary: 'Ends a running answer and keeps what it has said' })
  @ApiNoContentResponse()
  stop(@CurrentActor() actor: Actor, @Param() { id }: AnswerIdDto): Promise<void> {
    return this.answers.stop(actor, id);
  }

  private async tellAgain(actor: Actor, id: string, response: Response): Promise<void> {
    const stream = await this.answers.findStream(actor, id);
    const kept = stream ? null : await this.answers.get(actor, id);
    await sendEvents(response, (signal): AsyncIterable<NumberedEvent> =>
      stream ? stream.read(0, signal) : replay(kept!),
    );
  }
}
