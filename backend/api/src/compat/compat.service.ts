import { Injectable } from '@nestjs/common';
import { AccessService, type Actor } from '../access/index.js';
import { ModelGateway } from '../models/index.js';
import { Problem, invalid } from '../platform/index.js';
import type { ChatCompletionInput, CompletionPart, EmbeddingsInput } from './chat.dto.js';
import { DOCUMENT_MODEL, DocumentChat } from './document-chat.js';
import { RawChat, noModel } from './raw-chat.js';

/** OpenAI's surface, for programs with an API key. */
@Injectable()
export class CompatService {
  constructor(
    private readonly access: AccessService,
    private readonly documents: DocumentChat,
    private readonly raw: RawChat,
    private readonly models: ModelGateway,
  ) {}

  async listModels(actor: Actor): Promise<object> {
    await this.require(actor, 'model.read');
    const ids = [DOCUMENT_MODEL, ...(await this.raw.listGenerators()), this.models.embedder.id];
    const data = ids.map((id) => ({ id, object: 'model', created: 0, owned_by: 'deskmate' }));
    return { object: 'list', data };
  }

  async complete(
    actor: Actor,
    input: ChatCompletionInput,
    signal: AbortSignal,
  ): Promise<AsyncGenerator<CompletionPart>> {
    await this.require(actor, 'chat.complete');
    const asksRaw = input.logprobs || input.response_format?.type === 'json_schema';
    if (input.model === DOCUMENT_MODEL && asksRaw)
      throw invalid(`logprobs and json_schema: only models as they are have them, not ${DOCUMENT_MODEL}.`);
    return input.model === DOCUMENT_MODEL
      ? this.documents.complete(actor, input, signal)
      : this.raw.complete(actor.personId, input, signal);
  }

  async embed(actor: Actor, input: EmbeddingsInput, signal: AbortSignal): Promise<object> {
    await this.require(actor, 'text.embed');
    const { embedder } = this.models;
    if (input.model !== embedder.id) throw noModel(input.model);
    if (input.dimensions != null && input.dimensions !== embedder.dimensions)
      throw invalid(`dimensions: ${embedder.id} has ${embedder.dimensions}; others are not offered.`);
    const texts = [input.input].flat();
    const vectors = await this.models.embed(texts, signal);
    const counts = await this.models.countTokens(texts, embedder.id);
    const tokens = counts.reduce((sum, count) => sum + count, 0);
    return {
      object: 'list',
      model: embedder.id,
      data: vectors.map((vector, index) => ({
        object: 'embedding',
        index,
        embedding: input.encoding_format === 'base64' ? toBase64(vector) : Array.from(vector),
      })),
      usage: { prompt_tokens: tokens, total_tokens: tokens },
    };
  }

  private async require(actor: Actor, permission: Parameters<AccessService['require']>[1]): Promise<void> {
    if (actor.via !== 'api-key')
      throw new Problem(401, 'api-key-needed', 'Send an API key as a bearer token: Authorization: Bearer …');
    await this.access.require(actor, permission);
  }
}

/** Little-endian float32, as OpenAI's clients read it. */
function toBase64(vector: Float32Array): string {
  const bytes = Buffer.alloc(vector.length * 4);
  vector.forEach((value, i) => bytes.writeFloatLE(value, i * 4));
  return bytes.toString('base64');
}
