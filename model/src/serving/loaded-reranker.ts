import { checkPrecision, ENCODER_PRECISIONS } from '../architectures/precision.js';
import { CrossEncoder } from './cross-encoder.js';
import type { EmbedResult, GenerateEvent, LoadedModel, ModelInfo, ModelSpec } from './model-contract.js';
import { ModelError } from './model-error.js';
import type { OpenModelOptions } from './open-decoder.js';
import { defaultThreads } from './threads.js';

/** A cross-encoder with one label: a query and texts in, scores out. */
export class LoadedReranker implements LoadedModel {
  private constructor(
    readonly info: ModelInfo,
    private readonly encoder: CrossEncoder,
  ) {}

  static async open(spec: ModelSpec, options: OpenModelOptions = {}): Promise<LoadedReranker> {
    const wanted = spec.precision ?? 'auto';
    const precision = wanted === 'auto' ? 'fp32' : checkPrecision(wanted, ENCODER_PRECISIONS);
    const threads = spec.threads ?? defaultThreads();
    const { id, files, contextTokens: maxTokens } = spec;
    const encoder = await CrossEncoder.open({ files, precision, threads, maxTokens }, options);
    const { labels, maxTokens: contextTokens, ...facts } = encoder.facts;
    if (labels !== 1) {
      encoder.close();
      throw new Error(`${id} tells ${labels} labels apart; a reranker has one, the score.`);
    }
    const about = { hasChatTemplate: false, threads, pid: process.pid };
    return new LoadedReranker({ id, task: 'rerank', precision, contextTokens, ...facts, ...about }, encoder);
  }

  async rerank(query: string, texts: readonly string[], signal?: AbortSignal): Promise<number[]> {
    const scores = await this.encoder.score(query, texts, signal);
    return scores.map(([score]) => score!);
  }

  // eslint-disable-next-line require-yield -- it only says that it cannot
  async *generate(): AsyncGenerator<GenerateEvent, void> {
    throw new ModelError('unsupported-task', `${this.info.id} reranks texts; it does not generate.`);
  }

  embed(): Promise<EmbedResult> {
    return Promise.reject(
      new ModelError('unsupported-task', `${this.info.id} reranks texts; it does not embed.`),
    );
  }

  countTokens(texts: readonly string[]): number[] {
    return this.encoder.countTokens(texts);
  }

  close(): Promise<void> {
    this.encoder.close();
    return Promise.resolve();
  }
}
