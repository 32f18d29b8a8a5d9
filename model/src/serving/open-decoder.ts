import { buildDecoder, type DecoderConfig } from '../architectures/decoder.js';
import { getDecoderFamily } from '../architectures/families.js';
import { choosePrecision, type Precision } from '../architectures/precision.js';
import { openSession, type Adapter } from '../runtime/open-session.js';
import type { Session } from '../runtime/session.js';
import { GgufFile, type GgufMetadata } from '../tensor/gguf-file.js';
import { bpeFromGguf } from '../tokenizer/byte-level-bpe.js';
import type { Tokenizer } from '../tokenizer/tokenizer.js';
import { storedGraph } from './graph-store.js';

export interface OpenModelOptions {
  adapter?: Adapter;
  onFallback?: (reason: Error) => void;
}

export interface DecoderSpec {
  weights: string;
  precision: 'auto' | Precision;
  threads: number;
}

/** A decoder's session with everything about it that its file says. */
export interface OpenDecoder {
  session: Session;
  config: DecoderConfig; // contextTokens is how far its rotary tables reach
  metadata: GgufMetadata;
  tokenizer: Tokenizer;
  architecture: string;
  precision: Precision;
  graph: string;
}

const MAX_CONTEXT = 32_768; // rotary tables are built up to here

export async function openDecoder(spec: DecoderSpec, options: OpenModelOptions = {}): Promise<OpenDecoder> {
  const { graph, ...decoder } = prepareDecoder(spec);
  return { ...decoder, graph, session: await openSession(graph, { threads: spec.threads, ...options }) };
}

/** Reads the file's description and builds the graph where it is not there yet. */
export function prepareDecoder({
  weights,
  precision: wanted,
}: Omit<DecoderSpec, 'threads'>): Omit<OpenDecoder, 'session'> {
  if (!weights.endsWith('.gguf')) throw new Error(`A generator needs a .gguf file, not ${weights}.`);
  const file = new GgufFile(weights);
  try {
    const { metadata } = file;
    const family = getDecoderFamily(metadata.get('general.architecture'));
    const config = family.config(metadata, file);
    const contextTokens = Math.min(config.contextTokens, MAX_CONTEXT);
    const tokenizer = bpeFromGguf(metadata);
    const precision = wanted === 'auto' ? choosePrecision(file) : wanted;
    const { architecture } = family;
    const graph = storedGraph({ weights, architecture, precision }, (directory) =>
      buildDecoder(file, family, config, { directory, precision, contextTokens }),
    );
    return { config: { ...config, contextTokens }, metadata, tokenizer, architecture, precision, graph };
  } finally {
    file.close();
  }
}
