import { buildDecoder } from '../architectures/decoder.js';
import { decoderConfig, type DecoderBlock, type DecoderConfig } from '../architectures/decoder-config.js';
import { choosePrecision, type Precision } from '../architectures/precision.js';
import { openSession, type Adapter } from '../runtime/open-session.js';
import type { Device, Session } from '../runtime/session.js';
import type { GgufMetadata } from '../tensor/gguf-file.js';
import type { Tokenizer } from '../tokenizer/tokenizer.js';
import { openDecoderFile } from './decoder-file.js';
import { openDecoderTokenizer } from './decoder-tokenizer.js';
import { storedGraph } from './graph-store.js';
import { chooseGraph } from './precision-ceiling.js';

export interface OpenModelOptions {
  adapter?: Adapter;
  device?: Device;
  onFallback?: (reason: Error) => void;
}

export interface DecoderSpec {
  weights: string;
  precision: 'auto' | Precision;
  threads: number;
  unchecked?: boolean; // also a graph that was measured to be outside its ceiling, to measure it again
}

/** A decoder's session with everything about it that its file says. */
export interface OpenDecoder {
  session: Session;
  block: DecoderBlock;
  config: DecoderConfig; // contextTokens is how far its rotary tables reach
  metadata: GgufMetadata;
  tokenizer: Tokenizer;
  architecture: string;
  precision: Precision;
  graph: string;
}

export const MAX_CONTEXT = 32_768; // rotary tables are built up to here

export async function openDecoder(spec: DecoderSpec, options: OpenModelOptions = {}): Promise<OpenDecoder> {
  const { graph, ...decoder } = prepareDecoder(spec);
  return { ...decoder, graph, session: await openSession(graph, { threads: spec.threads, ...options }) };
}

/** Reads the file's description and builds the graph where it is not there yet. */
export function prepareDecoder({
  weights,
  precision: wanted,
  unchecked = false,
}: Omit<DecoderSpec, 'threads'>): Omit<OpenDecoder, 'session'> {
  const { family, metadata: described, file } = openDecoderFile(weights);
  try {
    const config = decoderConfig(family, described, file);
    const contextTokens = Math.min(config.contextTokens, MAX_CONTEXT);
    const { tokenizer, metadata } = openDecoderTokenizer(weights, described);
    const { architecture, block } = family;
    const graphAt = (precision: Precision) =>
      storedGraph({ weights, architecture, precision }, (directory) =>
        buildDecoder(file, family, config, { directory, precision, contextTokens }),
      );
    const { precision, graph } = chooseGraph(graphAt, {
      wanted,
      preferred: choosePrecision(file),
      unchecked,
    });
    const used = { ...config, contextTokens };
    return { block, config: used, metadata, tokenizer, architecture, precision, graph };
  } finally {
    file.close();
  }
}
