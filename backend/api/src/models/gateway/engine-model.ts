import type { ModelClient } from '@deskmate/model';
import type { EngineConnection } from './engine-connection.js';
import type {
  Embedder,
  FinishReason,
  GenerateEvent,
  GenerateRequest,
  Generator,
  TokenChance,
} from './model.js';

const finishReasons: Record<'stop' | 'length' | 'cancelled', FinishReason> = {
  stop: 'complete',
  length: 'length',
  cancelled: 'stopped',
};

/** Our own engine as a `Generator`. */
export class EngineGenerator implements Generator {
  constructor(
    readonly id: string,
    readonly contextTokens: number,
    private readonly connection: EngineConnection,
    private readonly adapterFolder: (adapterId: string) => string,
  ) {}

  async *generate(request: GenerateRequest, signal?: AbortSignal): AsyncGenerator<GenerateEvent, void> {
    if (signal?.aborted) return yield stoppedAtOnce;
    const { modelId: _, adapterId, ...rest } = request;
    const asked = adapterId ? { ...rest, adapter: this.adapterFolder(adapterId) } : rest;
    for await (const event of this.connection.stream((client) => client.generate(asked, signal))) {
      if (event.type === 'delta' && event.text) yield toText(event);
      if (event.type === 'end') yield toEnd(event);
    }
  }

  countTokens(texts: readonly string[]): Promise<number[]> {
    return this.connection.run((client) => client.countTokens(texts));
  }
}

/** Our own engine as an `Embedder`. */
export class EngineEmbedder implements Embedder {
  readonly id: string;
  readonly vectorsId: string;
  readonly dimensions: number;
  readonly languages: readonly string[];

  constructor(
    facts: Pick<Embedder, 'id' | 'vectorsId' | 'dimensions' | 'languages'>,
    private readonly connection: EngineConnection,
  ) {
    ({
      id: this.id,
      vectorsId: this.vectorsId,
      dimensions: this.dimensions,
      languages: this.languages,
    } = facts);
  }

  async embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    signal?.throwIfAborted();
    return this.connection.run((client) => client.embed(texts, signal));
  }

  countTokens(texts: readonly string[]): Promise<number[]> {
    return this.connection.run((client) => client.countTokens(texts));
  }
}

const stoppedAtOnce: GenerateEvent = {
  type: 'end',
  finishReason: 'stopped',
  usage: { promptTokens: 0, completionTokens: 0 },
};

type EngineEvent = ReturnType<ModelClient['generate']> extends AsyncGenerator<infer Event> ? Event : never;

const toText = ({ text, logProbs }: Extract<EngineEvent, { type: 'delta' }>): GenerateEvent => {
  const chance = ({ bytes, logProb }: { bytes: number[]; logProb: number }): TokenChance => ({
    text: Buffer.from(bytes).toString('utf8'),
    bytes,
    logProb,
  });
  const told = logProbs?.map((token) => ({ ...chance(token), top: token.top.map(chance) }));
  return { type: 'text', text, ...(told && { logProbs: told }) };
};

const toEnd = (event: Extract<EngineEvent, { type: 'end' }>): GenerateEvent => ({
  type: 'end',
  finishReason: finishReasons[event.finishReason],
  usage: { promptTokens: event.promptTokens, completionTokens: event.completionTokens },
  tokenIds: event.tokenIds,
});
