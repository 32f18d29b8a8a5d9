import { Body, Controller, Get, HttpCode, Post, Res, UseFilters } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { type Actor, CurrentActor, Requires } from '../access/index.js';
import { ChatCompletionDto, EmbeddingsDto } from './chat.dto.js';
import { CompatProblemFilter } from './compat-problem.filter.js';
import { CompatService } from './compat.service.js';
import { collectCompletion, streamCompletion } from './send-completion.js';

@ApiTags('openai')
@ApiBearerAuth('api-key')
@Controller('v1')
@UseFilters(CompatProblemFilter)
export class CompatController {
  constructor(private readonly compat: CompatService) {}

  @Get('models')
  @Requires('model.read')
  @ApiOperation({
    operationId: 'openAiModels',
    summary: '`deskmate`, the models that write, and the embedder',
  })
  @ApiOkResponse({ description: "OpenAI's list of models" })
  models(@CurrentActor() actor: Actor): Promise<object> {
    return this.compat.listModels(actor);
  }

  @Post('chat/completions')
  @HttpCode(200)
  @Requires('chat.complete')
  @ApiOperation({
    operationId: 'openAiChatCompletion',
    summary: 'A chat completion; model `deskmate` answers over your documents, with citations as annotations',
  })
  @ApiOkResponse({ description: "OpenAI's chat completion, or its chunks" })
  async complete(
    @CurrentActor() actor: Actor,
    @Body() input: ChatCompletionDto,
    @Res() response: Response,
  ): Promise<void> {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const parts = await this.compat.complete(actor, input, gone.signal);
    const completion = { model: input.model, parts };
    if (!input.stream) response.json(await collectCompletion(completion));
    else {
      const includeUsage = input.stream_options?.include_usage ?? false;
      await streamCompletion(response, completion, { includeUsage, signal: gone.signal });
    }
  }

  @Post('embeddings')
  @HttpCode(200)
  @Requires('text.embed')
  @ApiOperation({ operationId: 'openAiEmbeddings', summary: 'Vectors of texts' })
  @ApiOkResponse({ description: "OpenAI's list of embeddings" })
  embed(@CurrentActor() actor: Actor, @Body() input: EmbeddingsDto): Promise<object> {
    return this.compat.embed(actor, input, AbortSignal.timeout(120_000));
  }
}
