import { z } from 'zod';
import type { TokenLogProbs } from '../models/index.js';
import { dto } from '../platform/index.js';

const textPart = z.looseObject({ type: z.literal('text'), text: z.string() });

const message = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant']),
  content: z.union([z.string(), z.array(textPart)]).describe('text only'),
});

export const chatSchema = z.looseObject({
  model: z.string().describe('`deskmate` answers over your documents; other ids are models as they are'),
  messages: z.array(message).min(1).max(500),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  max_tokens: z.number().int().min(1).max(100_000).nullish(),
  max_completion_tokens: z.number().int().min(1).max(100_000).nullish(),
  stop: z.union([z.string(), z.array(z.string()).max(8)]).nullish(),
  seed: z.number().int().nullish(),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.number().int().min(0).max(20).nullish(),
  response_format: z
    .discriminatedUnion('type', [
      z.looseObject({ type: z.literal('text') }),
      z.looseObject({
        type: z.literal('json_schema'),
        json_schema: z.looseObject({ schema: z.record(z.string(), z.unknown()) }),
      }),
    ])
    .nullish()
    .describe('`json_schema`: the whole text keeps the schema'),
  n: z.number().int().min(1).max(1).nullish().describe('one choice only'),
});
export class ChatCompletionDto extends dto(chatSchema) {}
export type ChatCompletionInput = z.infer<typeof chatSchema>;

export const embeddingsSchema = z.looseObject({
  model: z.string(),
  input: z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(256)]),
  encoding_format: z.enum(['float', 'base64']).nullish(),
  dimensions: z.number().int().nullish(),
});
export class EmbeddingsDto extends dto(embeddingsSchema) {}
export type EmbeddingsInput = z.infer<typeof embeddingsSchema>;

export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
}

/** A piece of a completion as it is made. The last piece has the reason and the usage. */
export interface CompletionPart {
  text: string;
  logProbs?: TokenLogProbs[];
  annotations?: object[];
  finishReason?: 'stop' | 'length';
  usage?: Usage;
}

export const usageOf = (promptTokens: number, completionTokens: number): Usage => ({
  prompt_tokens: promptTokens,
  completion_tokens: completionTokens,
  total_tokens: promptTokens + completionTokens,
});

/** How the caller wants a model to write; what is not said is left out. */
export const samplingOf = ({ temperature, top_p, seed, stop, ...input }: ChatCompletionInput) => {
  const maxTokens = input.max_completion_tokens ?? input.max_tokens;
  const format = input.response_format;
  return {
    ...(temperature != null && { temperature }),
    ...(top_p != null && { topP: top_p }),
    ...(seed != null && { seed }),
    ...(stop != null && { stop: [stop].flat() }),
    ...(maxTokens != null && { maxTokens }),
    ...(input.logprobs && { logProbs: input.top_logprobs ?? 0 }),
    ...(format?.type === 'json_schema' && { schema: format.json_schema.schema }),
  };
};

/** Text of a message, whichever of the two shapes it came in. */
export const contentOf = ({ content }: ChatCompletionInput['messages'][number]): string =>
  typeof content === 'string' ? content : content.map(({ text }) => text).join('\n');
