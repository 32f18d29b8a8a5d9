import { buildEncoder } from '../architectures/encoder.js';
import type { EncoderConfig } from '../architectures/encoder-family.js';
import { getEncoderFamily } from '../architectures/families.js';
import { checkPrecision, ENCODER_PRECISIONS } from '../architectures/precision.js';
import { openSession } from '../runtime/open-session.js';
import { RunCancelled, type Session } from '../runtime/session.js';
import { openSafetensors } from '../tensor/safetensors-shards.js';
import { tokenizerFromJson } from '../tokenizer/json-tokenizer.js';
import type { Tokenizer } from '../tokenizer/tokenizer.js';
import { readJson } from './decoder-file.js';
import { poolingOf } from './encoder-pooling.js';
import { markerIds, type MarkerIds } from './encoder-markers.js';
import { planBatches, writeRows, type EncodedText } from './encoder-batches.js';
import { storedGraph } from './graph-store.js';
import type { OpenModelOptions } from './open-decoder.js';
import type { EmbedResult, GenerateEvent, LoadedModel, ModelInfo, ModelSpec } from './model-contract.js';
import { ModelError } from './model-error.js';
import { requireHubFiles } from './model-files.js';
import { defaultThreads, runsAtOnce } from './threads.js';
import { TurnTaker } from './turn-taker.js';

/** Exact, and no larger in memory than q8, which saves a fifth of the time (measured, model/LOG.md). */
const DEFAULT_PRECISION = 'fp32';
const DEFAULT_MAX_TOKENS = 256; // the length that MiniLM was trained for
const SPECIAL_TOKENS = 2; // one before the text, one after
const BATCH = { texts: 32, tokens: 256 }; // more costs time and memory on a CPU (measured, model/LOG.md)
const TOKENIZED_AT_ONCE = 64;

/** An encoder with its tokenizer: texts in, vectors of length 1 out. */
export class LoadedEncoder implements LoadedModel {
  private readonly turns: TurnTaker;

  private constructor(
    readonly info: ModelInfo,
    private readonly session: Session,
    private readonly tokenizer: Tokenizer,
    private readonly markers: MarkerIds,
    private readonly dimensions: number,
  ) {
    this.turns = new TurnTaker(session.runs);
  }

  static async open(spec: ModelSpec, options: OpenModelOptions = {}): Promise<LoadedEncoder> {
    const files = requireHubFiles(spec.files, 'An embedder');
    const { weights } = files;
    const json = readJson(files.config);
    const architecture = String(json['model_type']);
    const family = getEncoderFamily(architecture);
    const config = family.config(json);
    const wanted = spec.precision ?? 'auto';
    const precision = wanted === 'auto' ? DEFAULT_PRECISION : checkPrecision(wanted, ENCODER_PRECISIONS);
    const output = poolingOf(weights);
    const variant = output === 'mean' ? architecture : `${architecture}-${output}`;
    const graph = storedGraph({ weights, architecture: variant, precision }, (directory) => {
      const file = openSafetensors(weights);
      try {
        buildEncoder(file, family, config, { directory, precision, output });
      } finally {
        file.close();
      }
    });
    const tokenizer = tokenizerFromJson(files.tokenizer);
    const markers = markerIds(tokenizer, family.markers);
    const threads = spec.threads ?? defaultThreads();
    const session = await openSession(graph, { threads, runs: runsAtOnce(threads), ...options });
    const info: ModelInfo = {
      id: spec.id,
      task: 'embed',
      architecture,
      precision,
      contextTokens: maxTokens(spec, config),
      vocabulary: tokenizer.vocabularySize,
      dimensions: config.hidden,
      hasChatTemplate: false,
      adapter: session.adapter,
      threads,
      pid: process.pid,
    };
    return new LoadedEncoder(info, session, tokenizer, markers, config.hidden);
  }

  async embed(texts: readonly string[], signal?: AbortSignal): Promise<EmbedResult> {
    const { encoded, truncated } = await this.tokenize(texts, signal);
    const vectors = new Array<Float32Array>(texts.length);
    await this.turns.takeEach(
      planBatches(encoded, BATCH),
      (batch) => batch.length,
      (batch) => this.runBatch(batch, vectors, signal),
    );
    return { vectors, truncated, tokens: encoded.reduce((sum, { ids }) => sum + ids.length, 0) };
  }

  // eslint-disable-next-line require-yield -- it only says that it cannot
  async *generate(): AsyncGenerator<GenerateEvent, void> {
    throw new ModelError('unsupported-task', `${this.info.id} embeds text; it does not generate.`);
  }

  /** Tokens that a text takes, with the two that the model puts around it, before any cut. */
  countTokens(texts: readonly string[]): number[] {
    return texts.map((text) => this.tokenizer.encode(text).length + SPECIAL_TOKENS);
  }

  close(): Promise<void> {
    this.session.close();
    return Promise.resolve();
  }

  /** Yields to the event loop between slices, because a thousand texts take a second. */
  private async tokenize(texts: readonly string[], signal?: AbortSignal) {
    const room = this.info.contextTokens - SPECIAL_TOKENS;
    const { start, end } = this.markers;
    let truncated = 0;
    const encoded: EncodedText[] = [];
    for (const [index, text] of texts.entries()) {
      if (index % TOKENIZED_AT_ONCE === TOKENIZED_AT_ONCE - 1) await new Promise(setImmediate);
      if (signal?.aborted) throw new RunCancelled();
      const ids = this.tokenizer.encode(text);
      if (ids.length > room) truncated++;
      encoded.push({ index, ids: [start, ...ids.slice(0, room), end] });
    }
    return { encoded, truncated };
  }

  private async runBatch(
    batch: readonly EncodedText[],
    vectors: Float32Array[],
    signal?: AbortSignal,
  ): Promise<void> {
    const ids = this.session.allocate('i64', [batch.length, batch[0]!.ids.length]);
    const embeddings = this.session.allocate('f32', [batch.length, this.dimensions]);
    const binding = this.session.bind({ ids }, { embeddings });
    try {
      writeRows(batch, ids);
      await this.session.run(binding, signal);
      batch.forEach(({ index }, row) => {
        vectors[index] = embeddings.data.slice(row * this.dimensions, (row + 1) * this.dimensions);
      });
    } finally {
      binding.release();
      for (const tensor of [ids, embeddings]) tensor.release();
    }
  }
}

function maxTokens(spec: ModelSpec, config: EncoderConfig): number {
  return Math.min(spec.contextTokens ?? DEFAULT_MAX_TOKENS, config.maxTokens);
}
