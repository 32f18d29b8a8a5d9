import { z } from 'zod';
import { Problem } from '../../platform/index.js';
import { hanShare } from './han-share.js';
import type {
  Embedder,
  FinishReason,
  GenerateEvent,
  GenerateRequest,
  Generator,
  TokenChance,
  TokenUsage,
} from './model.js';
import type { EventRequest, OpenAiClient } from './openai-client.js';

const usageSchema = z.object({ prompt_tokens: z.number(), completion_tokens: z.number().default(0) });
const chanceSchema = z.object({
  token: z.string(),
  bytes: z.array(z.number()).nullish(),
  logprob: z.number(),
});
const logProbsSchema = z.object({
  content: z.array(chanceSchema.extend({ top_logprobs: z.array(chanceSchema).default([]) })).nullish(),
});
const chunkSchema = z.object({
  choices: z
    .array(
      z.object({
        delta: z.object({ content: z.string().nullish() }).nullish(),
        finish_reason: z.string().nullish(),
        logprobs: logProbsSchema.nullish(),
      }),
    )
    .default([]),
  usage: usageSchema.nullish(),
});
type Chunk = z.infer<typeof chunkSchema>;

const toChance = ({ token, bytes, logprob }: z.infer<typeof chanceSchema>): TokenChance => ({
  text: token,
  bytes: bytes ?? [...Buffer.from(token)],
  logProb: logprob,
});

const toldLogProbs = (logProbs: z.infer<typeof logProbsSchema> | null | undefined) =>
  logProbs?.content && {
    logProbs: logProbs.content.map((one) => ({ ...toChance(one), top: one.top_logprobs.map(toChance) })),
  };

/** Any OpenAI-compatible server as a `Generator`. */
export class OpenAiGenerator implements Generator {
  constructor(private readonly client: OpenAiClient) {}

  get id(): string {
    return this.client.server.id;
  }

  get contextTokens(): number {
    return this.client.server.contextTokens;
  }

  async *generate(request: GenerateRequest, signal?: AbortSignal): AsyncGenerator<GenerateEvent, void> {
    let text = '';
    let usage: TokenUsage | undefined;
    let reason: FinishReason = 'complete';
    try {
      for await (const chunk of this.client.events(this.chat(request), signal)) {
        const choice = chunk.choices[0];
        if (choice?.delta?.content) {
          text += choice.delta.content;
          yield { type: 'text', text: choice.delta.content, ...toldLogProbs(choice.logprobs) };
        }
        if (choice?.finish_reason === 'length') reason = 'length';
        if (chunk.usage) usage = toUsage(chunk.usage);
      }
    } catch (error) {
      if (!signal?.aborted) throw error;
      reason = 'stopped';
    }
    yield { type: 'end', finishReason: reason, usage: usage ?? estimatedUsage(request, text) };
  }

  async countTokens(texts: readonly string[]): Promise<number[]> {
    return texts.map(estimateTokens);
  }

  /**
   * Has a vLLM server serve an adapter under its id (docs.vllm.ai, LoRA adapters, "Dynamically serving"); the folder is
   * a PEFT directory as that server sees it.
   */
  loadAdapter(id: string, folder: string): Promise<void> {
    return this.client.order('/load_lora_adapter', { lora_name: id, lora_path: folder });
  }

  unloadAdapter(id: string): Promise<void> {
    return this.client.order('/unload_lora_adapter', { lora_name: id });
  }

  private chat(request: GenerateRequest): EventRequest<Chunk> {
    return {
      path: '/chat/completions',
      body: this.body(request),
      read: (event) => this.parse(event),
      isWord: ({ choices }) => Boolean(choices[0]?.delta?.content),
    };
  }

  private body(request: GenerateRequest): object {
    const {
      messages,
      maxTokens,
      temperature = 0,
      topK,
      topP,
      minP,
      seed,
      repetitionPenalty,
      stop,
      schema,
      logProbs,
    } = request;
    return {
      model: request.adapterId ?? this.client.server.model,
      messages,
      max_tokens: maxTokens,
      temperature,
      stream: true,
      stream_options: { include_usage: true },
      ...(topP !== undefined && { top_p: topP }),
      ...(topK !== undefined && { top_k: topK }),
      ...(minP !== undefined && { min_p: minP }),
      ...(seed !== undefined && { seed }),
      ...(repetitionPenalty !== undefined && { repetition_penalty: repetitionPenalty }),
      ...(stop?.length && { stop }),
      ...(logProbs !== undefined && { logprobs: true, top_logprobs: logProbs }),
      ...(schema && {
        response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } },
      }),
    };
  }

  private parse(event: unknown): Chunk {
    const chunk = chunkSchema.safeParse(event);
    if (chunk.success) return chunk.data;
    throw new Problem(
      502,
      'model-server-failed',
      `The model server ${this.id} sent an event that is no chat completion.`,
    );
  }
}

const embeddingsSchema = z.object({
  data: z.array(z.object({ index: z.number().int(), embedding: z.array(z.number()) })),
});
const BATCH = 64;

/** Any OpenAI-compatible server as an `Embedder`. Its dimensions must be those of the index. */
export class OpenAiEmbedder implements Embedder {
  readonly languages = ['*'];

  constructor(
    private readonly client: OpenAiClient,
    readonly dimensions: number,
  ) {}

  get id(): string {
    return this.client.server.id;
  }

  get vectorsId(): string {
    return this.id;
  }

  async embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    const vectors: Float32Array[] = [];
    for (let i = 0; i < texts.length; i += BATCH)
      vectors.push(...(await this.embedBatch(texts.slice(i, i + BATCH), signal)));
    return vectors;
  }

  async countTokens(texts: readonly string[]): Promise<number[]> {
    return texts.map(estimateTokens);
  }

  private async embedBatch(input: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    const body = { model: this.client.server.model, input, encoding_format: 'float' };
    const answer = embeddingsSchema.safeParse(await this.client.json('/embeddings', body, signal));
    const data = answer.success ? [...answer.data.data].sort((a, b) => a.index - b.index) : [];
    if (data.length !== input.length)
      throw new Problem(502, 'model-server-failed', `The model server ${this.id} sent no usable embeddings.`);
    return data.map(({ embedding }) => this.toUnitVector(embedding));
  }

  private toUnitVector(embedding: number[]): Float32Array {
    if (embedding.length !== this.dimensions)
      throw new Problem(
        502,
        'model-dimensions',
        `The model server ${this.id} makes vectors of ${embedding.length} numbers; this index holds ${this.dimensions}.`,
      );
    const norm = Math.hypot(...embedding) || 1;
    return Float32Array.from(embedding, (value) => value / norm);
  }
}

const toUsage = (usage: z.infer<typeof usageSchema>): TokenUsage => ({
  promptTokens: usage.prompt_tokens,
  completionTokens: usage.completion_tokens,
});

const estimatedUsage = ({ messages }: GenerateRequest, text: string): TokenUsage => ({
  promptTokens: messages.reduce((sum, { content }) => sum + estimateTokens(content) + 4, 0),
  completionTokens: estimateTokens(text),
});

/** From above for most tokenizers: three letters a token, Chinese characters one and a half. */
const estimateTokens = (text: string): number => {
  const han = hanShare(text);
  return Math.ceil(text.length * (han * 1.5 + (1 - han) / 3));
};
