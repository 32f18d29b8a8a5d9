import path from 'node:path';
import { adapterSites } from '../architectures/adapter-sites.js';
import { checkPrecision, PRECISIONS } from '../architectures/precision.js';
import type { EngineAdapter } from '../engine/adapter-bank.js';
import { Engine } from '../engine/engine.js';
import type { TokenLogProbs } from '../engine/log-probs.js';
import { randomSeed } from '../engine/random.js';
import { DeadlineExceeded, EngineBusy } from '../engine/backpressure.js';
import { CacheTooSmall, PromptTooLong, type EngineEvent, type EngineRequest } from '../engine/request.js';
import { DEFAULT_SAMPLING, samplingProblem, type SamplingOptions } from '../engine/sampling.js';
import { variantFile } from '../graph/onnx-graph.js';
import { openSession } from '../runtime/open-session.js';
import type { Session } from '../runtime/session.js';
import type { GgufMetadata } from '../tensor/gguf-file.js';
import { ChatTemplate } from '../tokenizer/chat-template.js';
import { IncrementalDecoder } from '../tokenizer/incremental-decoder.js';
import type { Tokenizer } from '../tokenizer/tokenizer.js';
import { AdapterShelf, SHELF_LIMITS } from './adapter-shelf.js';
import type {
  AdapterStore,
  EmbedResult,
  GenerateEvent,
  GenerateRequest,
  LoadedModel,
  LogProbs,
  TokenChance,
  ModelInfo,
  ModelSpec,
} from './model-contract.js';
import { ModelError } from './model-error.js';
import { findModelFiles } from './model-files.js';
import { addedBos } from './decoder-tokenizer.js';
import { openDecoder, type OpenModelOptions } from './open-decoder.js';
import { OutputGrammars } from './output-grammars.js';
import { StopStrings } from './stop-strings.js';
import { defaultThreads } from './threads.js';

const DEFAULT_CONTEXT = 4096;
const MOST_LOG_PROBS = 20;
const END_TOKENS = [
  '<|im_end|>',
  '<|endoftext|>',
  '<|eot_id|>',
  '<|end_of_text|>',
  '</s>',
  '<end_of_turn>',
  '<|end|>',
];

/** A decoder with its tokenizer and chat template: messages in, whole characters out. */
export class LoadedGenerator implements LoadedModel {
  private readonly grammars: OutputGrammars;

  private constructor(
    private readonly description: ModelInfo,
    private readonly parts: {
      session: Session;
      engine: Engine;
      shelf: AdapterShelf;
      tokenizer: Tokenizer;
      template: ChatTemplate | undefined;
      endTokens: ReadonlySet<number>;
      addBos: number | undefined;
    },
  ) {
    this.grammars = new OutputGrammars(parts.tokenizer, parts.endTokens);
  }

  static async open(spec: ModelSpec, options: OpenModelOptions = {}): Promise<LoadedGenerator> {
    const { weights } = findModelFiles(spec.files);
    const threads = spec.threads ?? defaultThreads();
    const wanted = checkPrecision(spec.precision ?? 'auto', ['auto', ...PRECISIONS]);
    const decoder = await openDecoder({ weights, precision: wanted, threads }, options);
    const { session, config, metadata, tokenizer, architecture, precision } = decoder;
    const contextTokens = Math.min(spec.contextTokens ?? DEFAULT_CONTEXT, config.contextTokens);
    const { maxRunning, kvBytes, prefixBytes } = spec;
    const engine = new Engine(session, { ...config, contextTokens, maxRunning, kvBytes, prefixBytes });
    const base = {
      sites: adapterSites(config, decoder.block),
      layers: config.layers,
      digest: spec.digest,
    };
    const openVariant = (variant: string) =>
      openSession(path.join(path.dirname(decoder.graph), variantFile(variant)), { threads, ...options });
    const maxAdapters = spec.maxAdapters ?? SHELF_LIMITS.maxAdapters;
    const shelf = new AdapterShelf(engine, base, openVariant, { ...SHELF_LIMITS, maxAdapters });
    const template = chatTemplate(metadata);
    const info: ModelInfo = {
      id: spec.id,
      task: 'generate',
      architecture,
      precision,
      contextTokens,
      vocabulary: config.vocabulary,
      hasChatTemplate: template !== undefined,
      adapter: session.adapter,
      threads,
      pid: process.pid,
    };
    const endTokens = endTokensOf(metadata, tokenizer);
    return new LoadedGenerator(info, {
      session,
      engine,
      shelf,
      tokenizer,
      template,
      endTokens,
      addBos: addedBos(metadata),
    });
  }

  get info(): ModelInfo {
    const { engine, shelf } = this.parts;
    return { ...this.description, memory: engine.memory, adapters: shelf.list() };
  }

  get adapters(): AdapterStore {
    return this.parts.shelf;
  }

  async *generate(request: GenerateRequest, signal?: AbortSignal): AsyncGenerator<GenerateEvent, void> {
    if (request.adapter === undefined) return yield* this.serve(request, undefined, signal);
    yield* this.parts.shelf.using(request.adapter, (adapter) => this.serve(request, adapter, signal));
  }

  private async *serve(
    request: GenerateRequest,
    adapter: EngineAdapter | undefined,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<GenerateEvent, void> {
    const asked: EngineRequest = { ...this.toEngine(request), ...(adapter && { adapter }) };
    const stopped = new AbortController(); // by a stop string, or by a caller that left
    const signals = signal ? AbortSignal.any([signal, stopped.signal]) : stopped.signal;
    const events = this.begin(asked, signals);
    try {
      yield { type: 'start', promptTokens: asked.promptIds.length, seed: asked.sampling.seed };
      yield* this.toText(events, request, stopped);
    } catch (error) {
      throw toModelError(error);
    } finally {
      stopped.abort();
    }
  }

  private async *toText(
    events: AsyncIterable<EngineEvent>,
    request: GenerateRequest,
    stopped: AbortController,
  ): AsyncGenerator<GenerateEvent, void> {
    const { tokenizer } = this.parts;
    const stops = new StopStrings(request.stop ?? []);
    const decoder = new IncrementalDecoder(tokenizer);
    const tokenIds: number[] = [];
    let unsent: number[] = [];
    let logProbs: LogProbs[] = [];
    const delta = function* (text: string): Generator<GenerateEvent> {
      if (text === '') return;
      yield { type: 'delta', text, tokenIds: unsent, ...(request.logProbs !== undefined && { logProbs }) };
      unsent = [];
      logProbs = [];
    };
    for await (const event of events) {
      if (event.type === 'token') {
        if (stops.stopped) continue;
        tokenIds.push(event.id);
        unsent.push(event.id);
        if (event.logProbs) logProbs.push(this.toLogProbs(event.id, event.logProbs));
        yield* delta(stops.push(decoder.push(event.id)));
        if (stops.stopped) stopped.abort();
        continue;
      }
      if (!stops.stopped) yield* delta(stops.push(decoder.finish()) + stops.finish());
      const { type: _, reason, ...rest } = event;
      const finishReason = stops.stopped ? 'stop' : reason;
      yield { type: 'end', ...rest, finishReason, completionTokens: tokenIds.length, tokenIds };
    }
  }

  private toLogProbs(id: number, { logProb, top }: TokenLogProbs): LogProbs {
    const chance = (one: { id: number; logProb: number }): TokenChance => ({
      ...one,
      bytes: [...this.parts.tokenizer.bytesOf(one.id)],
    });
    return { ...chance({ id, logProb }), top: top.map(chance) };
  }

  private begin(request: EngineRequest, signal: AbortSignal): AsyncGenerator<EngineEvent, void> {
    try {
      return this.parts.engine.generate(request, signal);
    } catch (error) {
      throw toModelError(error);
    }
  }

  private toEngine(request: GenerateRequest): EngineRequest {
    const { maxTokens, owner, priority, deadlineMs, speculate, logProbs } = request;
    const sampling = this.samplingOf(request);
    if (
      logProbs !== undefined &&
      !(Number.isSafeInteger(logProbs) && logProbs >= 0 && logProbs <= MOST_LOG_PROBS)
    )
      throw new ModelError(
        'invalid-request',
        `logProbs must be from 0 to ${MOST_LOG_PROBS}, not ${logProbs}.`,
      );
    const promptIds = this.promptIds(request);
    const { endTokens } = this.parts;
    const constraint = request.schema && this.grammars.constraintFor(request.schema, maxTokens);
    const limits = { owner, priority, deadlineMs };
    return { promptIds, maxTokens, sampling, endTokens, ...limits, speculate, logProbs, constraint };
  }

  embed(): Promise<EmbedResult> {
    return Promise.reject(
      new ModelError('unsupported-task', `${this.description.id} generates text; it does not embed.`),
    );
  }

  countTokens(texts: readonly string[]): number[] {
    return texts.map((text) => this.parts.tokenizer.encode(text).length);
  }

  async close(): Promise<void> {
    await this.parts.engine.close();
    this.parts.shelf.close();
    this.parts.session.close();
  }

  private samplingOf(request: GenerateRequest): SamplingOptions {
    const { temperature, topK, topP, minP, repetitionPenalty, seed, maxTokens } = request;
    const given = { temperature, topK, topP, minP, repetitionPenalty, seed };
    const defined = Object.fromEntries(
      Object.entries(given).filter(([, value]) => value !== undefined && value !== null),
    );
    const sampling: SamplingOptions = { ...DEFAULT_SAMPLING, seed: randomSeed(), ...defined };
    const badMax = !(Number.isSafeInteger(maxTokens) && maxTokens > 0);
    const problem = badMax
      ? `maxTokens must be a whole number above 0, not ${maxTokens}`
      : samplingProblem(sampling);
    if (problem) throw new ModelError('invalid-request', `${problem}.`);
    return sampling;
  }

  private promptIds(request: GenerateRequest): number[] {
    const { tokenizer, template, addBos } = this.parts;
    if ('prompt' in request && typeof request.prompt === 'string') {
      const ids = tokenizer.encode(request.prompt);
      if (ids.length === 0 && addBos === undefined)
        throw new ModelError('invalid-request', 'The prompt is empty.');
      return addBos === undefined ? ids : [addBos, ...ids];
    }
    if (!template) {
      throw new ModelError(
        'invalid-request',
        `${this.description.id} has no chat template; give it a prompt instead of messages.`,
      );
    }
    if (!('messages' in request) || request.messages.length === 0)
      throw new ModelError('invalid-request', 'There are no messages.');
    return template.encode(request.messages, tokenizer);
  }
}

function toModelError(error: unknown): unknown {
  if (error instanceof PromptTooLong) {
    const { message, promptTokens, contextTokens } = error;
    return new ModelError('prompt-too-long', message, { promptTokens, contextTokens });
  }
  if (error instanceof CacheTooSmall) {
    const { message, neededTokens, neededBytes, limitBytes } = error;
    return new ModelError('does-not-fit', message, { neededTokens, neededBytes, limitBytes });
  }
  if (error instanceof EngineBusy) {
    const { message, waiting, retryAfterMs } = error;
    return new ModelError('model-busy', message, { waiting, retryAfterMs });
  }
  if (error instanceof DeadlineExceeded)
    return new ModelError('deadline-exceeded', error.message, { deadlineMs: error.deadlineMs });
  return error;
}

function chatTemplate(metadata: GgufMetadata): ChatTemplate | undefined {
  const source = metadata.get('tokenizer.chat_template');
  if (typeof source !== 'string') return undefined;
  const tokens = metadata.get('tokenizer.ggml.tokens') as string[];
  const text = (key: string) => tokens[Number(metadata.get(key) ?? -1)] ?? '';
  return new ChatTemplate(source, {
    bos: text('tokenizer.ggml.bos_token_id'),
    eos: text('tokenizer.ggml.eos_token_id'),
  });
}

function endTokensOf(metadata: GgufMetadata, tokenizer: Tokenizer): Set<number> {
  const ids = [metadata.get('tokenizer.ggml.eos_token_id'), metadata.get('tokenizer.ggml.eot_token_id')];
  const named = END_TOKENS.map((text) => tokenizer.specialTokens.get(text));
  return new Set([...ids, ...named].filter((id) => typeof id === 'number'));
}
