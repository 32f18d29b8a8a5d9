import { buildEncoder } from '../architectures/encoder.js';
import { getEncoderFamily } from '../architectures/families.js';
import type { EncoderPrecision } from '../architectures/precision.js';
import { openSession } from '../runtime/open-session.js';
import type { Session } from '../runtime/session.js';
import { openSafetensors } from '../tensor/safetensors-shards.js';
import { tokenizerFromJson } from '../tokenizer/json-tokenizer.js';
import type { Tokenizer } from '../tokenizer/tokenizer.js';
import { readJson } from './decoder-file.js';
import { planBatches, writeRows, type EncodedText } from './encoder-batches.js';
import { markerIds, type MarkerIds } from './encoder-markers.js';
import { storedGraph } from './graph-store.js';
import { requireHubFiles } from './model-files.js';
import type { OpenModelOptions } from './open-decoder.js';
import { defaultThreads, runsAtOnce } from './threads.js';
import { TurnTaker } from './turn-taker.js';

export interface CrossEncoderSpec {
  files: Record<string, string>; // weights, tokenizer.json, config.json
  precision?: EncoderPrecision;
  threads?: number;
  maxTokens?: number; // of a pair, markers included
}

export interface CrossEncoderFacts {
  architecture: string;
  adapter: Session['adapter'];
  vocabulary: number;
  maxTokens: number;
  labels: number;
}

const DEFAULT_MAX_TOKENS = 512;
const BATCH = { texts: 32, tokens: 256 };

/** A pair as ids, with where its second text begins. */
interface EncodedPair extends EncodedText {
  second: number;
}

/** An encoder with a classification head that reads a query and a passage together: the scores of its labels. */
export class CrossEncoder {
  private readonly turns: TurnTaker;

  private constructor(
    private readonly session: Session,
    private readonly tokenizer: Tokenizer,
    private readonly markers: MarkerIds,
    readonly facts: CrossEncoderFacts,
  ) {
    this.turns = new TurnTaker(session.runs);
  }

  static async open(spec: CrossEncoderSpec, options: OpenModelOptions = {}): Promise<CrossEncoder> {
    const files = requireHubFiles(spec.files, 'A cross-encoder');
    const { weights } = files;
    const json = readJson(files.config);
    const modelType = String(json['model_type']);
    const family = getEncoderFamily(modelType);
    const config = family.config(json);
    const precision = spec.precision ?? 'fp32';
    const file = openSafetensors(weights);
    try {
      const labels = file.info(`${family.classifier.out}.weight`).shape[0]!;
      const key = { weights, architecture: `${modelType}-classify`, precision };
      const graph = storedGraph(key, (directory) =>
        buildEncoder(file, family, config, { directory, precision, output: 'classify' }),
      );
      const tokenizer = tokenizerFromJson(files.tokenizer);
      const markers = markerIds(tokenizer, family.markers);
      const threads = spec.threads ?? defaultThreads();
      const session = await openSession(graph, { threads, runs: runsAtOnce(threads), ...options });
      const maxTokens = Math.min(spec.maxTokens ?? DEFAULT_MAX_TOKENS, config.maxTokens);
      return new CrossEncoder(session, tokenizer, markers, {
        architecture: modelType,
        adapter: session.adapter,
        vocabulary: tokenizer.vocabularySize,
        maxTokens,
        labels,
      });
    } finally {
      file.close();
    }
  }

  /** The scores of each passage's labels; of a reranker, the first is how well it answers the query. */
  async score(query: string, passages: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    const queryIds = this.tokenizer.encode(query);
    const pairs = passages.map((passage, index) => this.encodePair(queryIds, passage, index));
    const scores = new Array<Float32Array>(passages.length);
    await this.turns.takeEach(
      planBatches(pairs, BATCH),
      (batch) => batch.length,
      (batch) => this.runBatch(batch, scores, signal),
    );
    return scores;
  }

  countTokens(texts: readonly string[]): number[] {
    return texts.map((text) => this.tokenizer.encode(text).length);
  }

  close(): void {
    this.session.close();
  }

  /** The query keeps at most half of the room; the passage is cut to the rest. */
  private encodePair(queryIds: readonly number[], passage: string, index: number): EncodedPair {
    const { start, end, between } = this.markers;
    const room = this.facts.maxTokens - 2 - between.length;
    const query = queryIds.slice(0, Math.floor(room / 2));
    const first = [start, ...query, ...between];
    const text = this.tokenizer.encode(passage).slice(0, room - query.length);
    return { index, ids: [...first, ...text, end], second: first.length };
  }

  private async runBatch(batch: EncodedPair[], scores: Float32Array[], signal?: AbortSignal): Promise<void> {
    const time = batch[0]!.ids.length;
    const { labels } = this.facts;
    const shape = [batch.length, time];
    const ids = this.session.allocate('i64', shape);
    const types = this.session.allocate('i64', shape);
    const output = this.session.allocate('f32', [batch.length, labels]);
    const binding = this.session.bind({ ids, types }, { scores: output });
    try {
      writeRows(batch, ids);
      types.data.fill(0n);
      for (const [row, pair] of batch.entries())
        types.data.fill(1n, row * time + pair.second, row * time + pair.ids.length);
      await this.session.run(binding, signal);
      for (const [row, { index }] of batch.entries())
        scores[index] = output.data.slice(row * labels, (row + 1) * labels);
    } finally {
      binding.release();
      for (const tensor of [ids, types, output]) tensor.release();
    }
  }
}
