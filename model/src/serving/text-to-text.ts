import {
  buildSourceEncoder,
  buildTargetDecoder,
  type EncoderDecoderConfig,
} from '../architectures/encoder-decoder.js';
import { getEncoderDecoderFamily } from '../architectures/families.js';
import type { Precision } from '../architectures/precision.js';
import { openSession } from '../runtime/open-session.js';
import type { Session, Tensor } from '../runtime/session.js';
import { openSafetensors } from '../tensor/safetensors-shards.js';
import { tokenizerFromJson } from '../tokenizer/json-tokenizer.js';
import type { Tokenizer } from '../tokenizer/tokenizer.js';
import { readJson } from './decoder-file.js';
import { storedGraph } from './graph-store.js';
import { requireHubFiles } from './model-files.js';
import type { OpenModelOptions } from './open-decoder.js';
import { defaultThreads } from './threads.js';

export interface TextToTextSpec {
  files: Record<string, string>; // weights, tokenizer.json, config.json
  precision?: Precision;
  threads?: number;
}

const MAX_SOURCE = 1024;
const END = '</s>';

interface Parts {
  encoder: Session;
  decoder: Session;
  tokenizer: Tokenizer;
  config: EncoderDecoderConfig;
  vocabulary: number;
}

/** An encoder-decoder (T5): a text in, the likeliest text out, token by token. One call at a time. */
export class TextToText {
  private constructor(private readonly parts: Parts) {}

  static async open(spec: TextToTextSpec, options: OpenModelOptions = {}): Promise<TextToText> {
    const files = requireHubFiles(spec.files, 'An encoder-decoder');
    const { weights } = files;
    const json = readJson(files.config);
    const family = getEncoderDecoderFamily(json['model_type']);
    const config = family.config(json);
    const precision = spec.precision ?? 'fp32';
    const file = openSafetensors(weights);
    try {
      const graphOf = (side: string, build: typeof buildSourceEncoder) => {
        const key = { weights, architecture: `${String(json['model_type'])}-${side}`, precision };
        return storedGraph(key, (directory) => build(file, family, config, { directory, precision }));
      };
      const threads = { threads: spec.threads ?? defaultThreads(), ...options };
      const encoder = await openSession(graphOf('encoder', buildSourceEncoder), threads);
      const decoder = await openSession(graphOf('decoder', buildTargetDecoder), threads);
      const tokenizer = tokenizerFromJson(files.tokenizer);
      const vocabulary = file.info(config.tied ? family.embedding : 'lm_head.weight').shape[0]!;
      return new TextToText({ encoder, decoder, tokenizer, config, vocabulary });
    } finally {
      file.close();
    }
  }

  async generate(
    text: string,
    { maxTokens, signal }: { maxTokens: number; signal?: AbortSignal },
  ): Promise<string> {
    const { tokenizer, config } = this.parts;
    const end = tokenizer.specialTokens.get(END);
    if (end === undefined) throw new Error(`The tokenizer has no token ${END}.`);
    const source = [...tokenizer.encode(text).slice(0, MAX_SOURCE - 1), end];
    const cross = await this.encode(source, signal);
    const ids: number[] = [];
    let past = this.caches(0);
    try {
      for (let id = config.startToken; ids.length < maxTokens;) {
        const step = await this.step(id, { cross, past, done: ids.length, source: source.length, signal });
        release(past);
        past = step.present;
        id = step.likeliest;
        if (id === end) break;
        ids.push(id);
      }
    } finally {
      release(past);
      release(cross);
    }
    return tokenizer.decode(ids);
  }

  close(): void {
    this.parts.encoder.close();
    this.parts.decoder.close();
  }

  private async encode(source: readonly number[], signal?: AbortSignal): Promise<Caches> {
    const { encoder } = this.parts;
    const cross = this.caches(source.length, encoder);
    const ids = encoder.allocate('i64', [1, source.length]);
    const mask = encoder.allocate('i32', [1, source.length]);
    source.forEach((id, i) => (ids.data[i] = BigInt(id)));
    mask.data.fill(1);
    const binding = encoder.bind({ ids, mask }, named('cross', cross));
    try {
      await encoder.run(binding, signal);
      return cross;
    } finally {
      binding.release();
      ids.release();
      mask.release();
    }
  }

  private async step(id: number, state: StepState): Promise<{ present: Caches; likeliest: number }> {
    const { decoder, vocabulary } = this.parts;
    const present = this.caches(state.done + 1);
    const ids = decoder.allocate('i64', [1, 1]);
    const mask = decoder.allocate('i32', [1, state.source]);
    const logits = decoder.allocate('f32', [1, 1, vocabulary]);
    ids.data[0] = BigInt(id);
    mask.data.fill(1);
    const inputs = { ids, mask, ...named('cross', state.cross), ...named('past', state.past) };
    const binding = decoder.bind(inputs, { logits, ...named('present', present) });
    try {
      await decoder.run(binding, state.signal);
      let likeliest = 0;
      logits.data.forEach((score, i) => (likeliest = score > logits.data[likeliest]! ? i : likeliest));
      return { present, likeliest };
    } catch (error) {
      release(present);
      throw error;
    } finally {
      binding.release();
      for (const tensor of [ids, mask, logits]) tensor.release();
    }
  }

  private caches(time: number, session = this.parts.decoder): Caches {
    const { decoderLayers, heads, headSize } = this.parts.config;
    const names = Array.from({ length: decoderLayers }, (_, layer) => [
      `${layer}.key`,
      `${layer}.value`,
    ]).flat();
    return Object.fromEntries(
      names.map((name) => [name, session.allocate('f32', [1, heads, time, headSize])]),
    );
  }
}

type Caches = Record<string, Tensor<'f32'>>;

interface StepState {
  cross: Caches;
  past: Caches;
  done: number; // tokens in the past
  source: number;
  signal?: AbortSignal;
}

const named = (prefix: string, caches: Caches): Record<string, Tensor<'f32'>> =>
  Object.fromEntries(Object.entries(caches).map(([name, tensor]) => [`${prefix}.${name}`, tensor]));

function release(caches: Caches): void {
  for (const tensor of Object.values(caches)) tensor.release();
}
