import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { type Actor, CurrentActor, Requires } from '../../access/index.js';
import type { Page } from '../../platform/index.js';
import {
  type Conversation,
  ConversationDto,
  ConversationIdDto,
  ConversationPageDto,
  ConversationQueryDto,
  type ConversationWithAnswers,
  ConversationWithAnswersDto,
  CreateConversationDto,
  UpdateConversationDto,
} from './conversation.dto.js';
import { ConversationsService } from './conversations.service.js';

@ApiTags('conversations')
@Controller('conversations')
export class ConversationsController {
  constructor(private readonly conversations: ConversationsService) {}

  @Get()
  @Requires('conversation.manage')
  @ApiOperation({ operationId: 'listConversations', summary: "The reader's conversations, latest first" })
  @ApiOkResponse({ type: ConversationPageDto })
  list(@CurrentActor() actor: Actor, @Query() query: ConversationQueryDto): Promise<Page<Conversation>> {
    return this.conversations.list(actor, query);
  }

  @Post()
  @Requires('conversation.manage')
  @ApiOperation({ operationId: 'createConversation', summary: 'An empty conversation over chosen spaces' })
  @ApiCreatedResponse({ type: ConversationDto })
  create(@CurrentActor() actor: Actor, @Body() input: CreateConversationDto): Promise<Conversation> {
    return this.conversations.create(actor, input);
  }

  @Get(':id')
  @Requires('conversation.manage')
  @ApiOperation({
    operationId: 'getConversation',
    summary: 'A conversation with its answers, as they may be read now',
  })
  @ApiOkResponse({ type: ConversationWithAnswersDto })
  get(@CurrentActor() actor: Actor, @Param() { id }: ConversationIdDto): Promise<ConversationWithAnswers> {
    return this.conversations.get(actor, id);
  }

  @Patch(':id')
  @Requires('conversation.manage')
  @ApiOperation({ operationId: 'updateConversation', summary: 'Renames a conversation or sets its spaces' })
  @ApiOkResponse({ type: ConversationDto })
  update(
    @CurrentActor() actor: Actor,
    @Param() { id }: ConversationIdDto,
    @Body() input: UpdateConversationDto,
  ): Promise<Conversation> {
    return this.conversations.update(actor, id, input);
  }

  @Delete(':id')
  @HttpCode(204)
  @Requires('conversation.manage')
  @ApiOperation({
    operationId: 'deleteConversation',
    summary: 'Deletes a conversation; it can be brought back',
  })
  @ApiNoContentResponse()
  remove(@CurrentActor() actor: Actor, @Param() { id }: ConversationIdDto): Promise<void> {
    return this.conversations.remove(actor, id);
  }

  @Post(':id/restore')
  @HttpCode(200)
  @Requires('conversation.manage')
  @ApiOperation({ operationId: 'restoreConversation', summary: 'Brings a deleted conversation back' })
  @ApiOkResponse({ type: ConversationDto })
  restore(@CurrentActor() actor: Actor, @Param() { id }: ConversationIdDto): Promise<Conversation> {
    return this.conversations.restore(actor, id);
  }
}
