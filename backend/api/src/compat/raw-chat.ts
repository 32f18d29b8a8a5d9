import { Injectable } from '@nestjs/common';
import { type ChatMessage, GeneratorServers, ModelGateway, ModelStore } from '../models/index.js';
import { Problem } from '../platform/index.js';
import { type ChatCompletionInput, type CompletionPart, contentOf, samplingOf, usageOf } from './chat.dto.js';

const DEFAULT_TOKENS = 512;

/** A chat completion by a model as it is: no documents, no checks. */
@Injectable()
export class RawChat {
  constructor(
    private readonly models: ModelGateway,
    private readonly store: ModelStore,
    private readonly servers: GeneratorServers,
  ) {}

  /** Ids of models that can write here. */
  async listGenerators(): Promise<string[]> {
    const stored = this.store
      .list()
      .filter(({ task, installed, runnable }) => task === 'generate' && installed && runnable);
    return [...stored, ...(await this.servers.list())].map(({ id }) => id);
  }

  async *complete(
    owner: string,
    input: ChatCompletionInput,
    signal: AbortSignal,
  ): AsyncGenerator<CompletionPart> {
    if (!(await this.listGenerators()).includes(input.model)) throw noModel(input.model);
    for await (const event of this.models.generate({ ...requestOf(input), owner }, signal)) {
      if (event.type === 'text') yield { text: event.text, logProbs: event.logProbs };
      else {
        const { promptTokens, completionTokens } = event.usage;
        yield {
          text: '',
          finishReason: event.finishReason === 'length' ? 'length' : 'stop',
          usage: usageOf(promptTokens, completionTokens),
        };
      }
    }
  }
}

export const noModel = (id: string): Problem =>
  new Problem(
    404,
    'model-not-found',
    `There is no model ${id} here. GET /v1/models lists those that there are.`,
  );

function requestOf(input: ChatCompletionInput) {
  return {
    modelId: input.model,
    messages: input.messages.map((message): ChatMessage => ({
      role: message.role === 'developer' ? 'system' : message.role,
      content: contentOf(message),
    })),
    maxTokens: DEFAULT_TOKENS,
    temperature: 1,
    ...samplingOf(input),
  };
}
