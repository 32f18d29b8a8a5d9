import { z } from 'zod';
import { dto, pageOf, pageQuery } from '../../platform/index.js';
import { answerSchema } from '../answer.dto.js';

const time = z.iso.datetime();

export const conversationSchema = z.object({
  id: z.uuid(),
  title: z.string().describe('the first question, until it is renamed'),
  spaceIds: z.array(z.uuid()).describe('answers come from these spaces; empty: from all that are open'),
  createdAt: time,
  updatedAt: time,
});
export type Conversation = z.infer<typeof conversationSchema>;
export class ConversationDto extends dto(conversationSchema) {}

export const conversationPageSchema = pageOf(conversationSchema);
export class ConversationPageDto extends dto(conversationPageSchema) {}

export const conversationWithAnswersSchema = conversationSchema.extend({ answers: z.array(answerSchema) });
export type ConversationWithAnswers = z.infer<typeof conversationWithAnswersSchema>;
export class ConversationWithAnswersDto extends dto(conversationWithAnswersSchema) {}

export const conversationSources = ['app', 'api'] as const;
export type ConversationSource = (typeof conversationSources)[number];

export class ConversationQueryDto extends dto(
  pageQuery.extend({
    source: z
      .enum(conversationSources)
      .default('app')
      .describe('`api`: what programs asked with a key of the person through the OpenAI-compatible surface'),
  }),
) {}
export class ConversationIdDto extends dto(z.object({ id: z.uuid() })) {}

export class CreateConversationDto extends dto(
  z.object({
    title: z.string().trim().min(1).max(200).optional(),
    spaceIds: z.array(z.uuid()).max(1_000).default([]),
  }),
) {}
export class UpdateConversationDto extends dto(
  z.object({
    title: z.string().trim().min(1).max(200).optional(),
    spaceIds: z.array(z.uuid()).max(1_000).optional(),
  }),
) {}
